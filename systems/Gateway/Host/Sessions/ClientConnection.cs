using System.Net;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Metrics;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>One connection from accept to its end, on its shard.</summary>
internal sealed class ClientConnection(GatewayShard home, TcpLink tcp)
{
    // What is left for the opening handshake where TLS took nearly all of the time.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    private readonly GatewayContext _context = home.Context;
    private readonly GatewayCounters _counters = home.Counters;
    private WebSocketLink? _socket;
    private RefusalReason? _refusal;
    private bool _admitted;

    /// <summary>The client's address and port.</summary>
    public IPEndPoint Remote { get; } = tcp.RemoteEndPoint;

    /// <summary>The shard it is on.</summary>
    public GatewayShard Home => home;

    /// <summary>The connection once its 101 is out; null before.</summary>
    public WebSocketLink? Socket => _socket;

    /// <summary>What <see cref="RoutedSessions"/> know of it; null with other sessions, and before it has asked.</summary>
    public RoutedClient? Routed { get; set; }

    /// <summary>A drain waits for it from now on: its 101 is about to be sent.</summary>
    public void Admit() => _admitted = true;

    /// <summary>Says why its handshake is refused, where the status alone does not tell.</summary>
    public void RefuseFor(RefusalReason reason) => _refusal = reason;

    /// <summary>Takes a place, shakes hands, carries messages, and gives everything back. It does not throw.</summary>
    public async Task RunAsync()
    {
        bool seated = _context.Seats.TryTake();
        bool counted = seated && _context.Addresses.TryEnter(Remote.Address);
        RefusalReason? refusal = !seated ? RefusalReason.Full : !counted ? RefusalReason.Address : null;
        bool refusing = refusal is not null && _context.Seats.TryRefuse();
        if (seated && !counted)
        {
            // A seat is for those who may stay.
            _context.Seats.Leave();
            seated = false;
        }

        try
        {
            if (refusal is not null && !refusing)
            {
                _counters.Refuse(RefusalReason.Flood);
                tcp.Abort();
            }
            else if (await OpenAsync(refusal) is { } socket)
            {
                await ServeAsync(socket);
            }
        }
        catch (Exception e)
        {
            // Unexpected: what clients and networks do is handled where it happens. It must not reach the accept loop.
            GatewayLog.ConnectionFailed(_context.Log, Remote, e);
        }
        finally
        {
            tcp.Dispose();
            home.Forget(this);
            End();
            if (counted)
            {
                _context.Addresses.Leave(Remote.Address);
            }

            if (seated)
            {
                _context.Seats.Leave();
            }

            if (refusing)
            {
                _context.Seats.EndRefusal();
            }

            if (_admitted)
            {
                _context.Seats.LeaveClient();
            }
        }
    }

    /// <summary>Sends a message, waiting while the client's queue is full. Fails with <see cref="WebSocketClosedException"/> once the client is gone.</summary>
    public ValueTask SendAsync(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload)
    {
        _counters.MessagesOut++;
        _counters.BytesOut += payload.Length;
        return _socket!.SendAsync(kind, payload);
    }

    /// <summary>Asks the client to leave; one that has not finished its handshake is not asked.</summary>
    public void BeginClose(WebSocketCloseCode code, string reason)
    {
        _socket?.BeginClose(code, reason);
        Routed?.Wake();
    }

    /// <summary>Drops the connection with a reset.</summary>
    public void Abort()
    {
        if (_socket is { } socket)
        {
            socket.Abort();
        }
        else
        {
            tcp.Abort();
        }
    }

    // Null when there is no WebSocket; the reason has been counted then.
    private async ValueTask<WebSocketLink?> OpenAsync(RefusalReason? refusal)
    {
        long begun = Shard.Now;
        Link? link = tcp;
        if (_context.Tls is not null && (link = await SecureAsync()) is null)
        {
            return null;
        }

        TimeSpan timeLeft = _context.HandshakeTimeout - TimeSpan.FromSeconds((Shard.Now - begun) / (double)Shard.TicksPerSecond);
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            link, _context.Rules.For(refusal, timeLeft > Shortest ? timeLeft : Shortest, this));
        if (accept.IsAccepted)
        {
            return accept.Link;
        }

        _counters.Refuse(_refusal is { } why && accept.Status >= 400 ? why : accept.Status == 503 && refusal is { } reason ? reason : UpgradeRules.ReasonOf(accept.Status));
        GatewayLog.HandshakeFailed(_context.Log, Remote, accept.Reason);
        return null;
    }

    private void End()
    {
        try
        {
            _context.Sessions.OnEnd(this);
        }
        catch (Exception e)
        {
            // Unexpected, and no reason to keep the client's place for ever.
            GatewayLog.ConnectionFailed(_context.Log, Remote, e);
        }
    }

    private async ValueTask<Link?> SecureAsync()
    {
        using CancellationTokenSource timeout = new(_context.HandshakeTimeout);
        try
        {
            return await TlsLink.AsServerAsync(tcp, _context.Tls!, timeout.Token);
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            _counters.Refuse(timeout.IsCancellationRequested ? RefusalReason.Timeout : RefusalReason.Tls);
            GatewayLog.HandshakeFailed(_context.Log, Remote, e.Message);
            return null;
        }
    }

    private async Task ServeAsync(WebSocketLink socket)
    {
        _socket = socket;
        _counters.Opened++;
        _counters.Open++;
        if (_context.Seats.IsDraining)
        {
            // The word to leave came between our answer and now.
            socket.BeginClose(WebSocketCloseCode.GoingAway, "The server stops.");
        }

        try
        {
            _context.Sessions.OnOpen(this);
            await CarryAsync(socket);
            await socket.CloseAsync(); // Both close frames are through: this waits for the stream to end in good order.
        }
        finally
        {
            socket.Dispose();
            _counters.Open--;
            _counters.Close(socket.CloseKind, socket.CloseCode ?? WebSocketCloseCode.NoStatus);
            _context.Sessions.OnClose(this, socket.CloseKind);
        }
    }

    // The loop of every message: it allocates nothing for one.
    private async ValueTask CarryAsync(WebSocketLink socket)
    {
        try
        {
            while (true)
            {
                WebSocketMessage message = await socket.ReceiveAsync();
                if (message.IsClose)
                {
                    return;
                }

                _counters.MessagesIn++;
                _counters.BytesIn += message.Payload.Length;
                await _context.Sessions.OnMessageAsync(this, message);
            }
        }
        catch (Exception e) when (e is WebSocketClosedException or OperationCanceledException)
        {
            // Expected: the connection ended or began to close while a message waited, to it for room or from it for its backend. CloseKind says how.
        }
        catch (Exception e)
        {
            // Unexpected: what is done with messages failed. The client learns that it is not its fault; the others stay.
            GatewayLog.ConnectionFailed(_context.Log, Remote, e);
            socket.BeginClose(WebSocketCloseCode.InternalError, "The server failed on this message.");
        }
    }
}
