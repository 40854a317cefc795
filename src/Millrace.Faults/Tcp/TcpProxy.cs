using System.Net;
using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>A proxy for TCP.</summary>
internal sealed class TcpProxy(string name, ProxyAddress listen, ProxyAddress upstream, long seed, ProxyHouse house)
    : PathProxy(name, listen, upstream, seed, house), IDisposable
{
    private static readonly TimeSpan s_pauseWithoutDescriptors = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<TcpConnection> _connections = [];
    private TcpListener? _listener;
    private HeldPort? _hold;
    private long _next;

    /// <summary>What this shard's relays move bytes with.</summary>
    public required RelayBuffers Buffers { get; init; }

    /// <summary>How long an upstream may take to accept.</summary>
    public TimeSpan ConnectTimeout => House.Options.ConnectTimeout;

    protected override bool IsListening => _listener is not null;

    /// <inheritdoc/>
    public override void Retire()
    {
        _listener?.Dispose();
        _listener = null;
        Dispose();
    }

    /// <summary>Gives up a port that was only held.</summary>
    public void Dispose()
    {
        _hold?.Dispose();
        _hold = null;
    }

    /// <summary>A connection is over.</summary>
    public void Forget(TcpConnection connection)
    {
        if (!_connections.Remove(connection)) { return; }
        Counters.Open = _connections.Count;
        House.Leave();
    }

    /// <summary>A connection's upstream could not be reached.</summary>
    public void Unreachable(string why)
    {
        Counters.Unreachable++;
        FaultLog.UpstreamFailed(Log, Name, Upstream.ToString(), why);
    }

    protected override IPEndPoint Open(IPEndPoint local)
    {
        if (!HeldPort.LetsListen) { Dispose(); }
        TcpListener listener = Shard.Listen(local);
        _listener = listener;
        Dispose();
        Watch(AcceptAsync(listener));
        return listener.LocalEndPoint;
    }

    protected override IPEndPoint? Shut(IPEndPoint? local)
    {
        if (_hold is null)
        {
            IPEndPoint? at = _listener?.LocalEndPoint ?? local;
            Close();
            _hold = at is null ? null : HeldPort.TryHold(at);
        }

        return _hold?.At;
    }

    protected override void Close()
    {
        Retire();
        foreach (TcpConnection connection in _connections.ToArray()) { connection.Close(reset: false); }
    }

    protected override void Set(FaultEntry entry, bool replace)
    {
        // By number: what many connections draw, or log, then comes in the same order each time.
        foreach (TcpConnection connection in _connections.OrderBy(c => c.Number).ToArray()) { connection.Set(entry, replace); }
    }

    protected override void Unset(FaultEntry entry)
    {
        foreach (TcpConnection connection in _connections.OrderBy(c => c.Number).ToArray()) { connection.Remove(entry); }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (_listener == listener)
        {
            try
            {
                Accept(await listener.AcceptAsync());
            }
            catch (LinkException e) when (e.Error == LinkError.DescriptorsExhausted)
            {
                FaultLog.NoDescriptors(Log, Name);
                await Shard.Delay(s_pauseWithoutDescriptors);
            }
            catch (LinkException)
            {
                return; // closed, or the shard stops
            }
        }
    }

    private void Accept(TcpLink client)
    {
        if (!House.TryEnter())
        {
            Counters.Refused++;
            client.Abort();
            return;
        }

        TcpConnection connection = new(this, _next++, client);
        _connections.Add(connection);
        Counters.Accepted++;
        Counters.Open = _connections.Count;
        foreach (FaultEntry entry in Faults) { connection.Set(entry, replace: false); }
        Watch(connection.RunAsync());
    }
}
