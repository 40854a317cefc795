using System.Net;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting.Listening;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Listening;

/// <summary>One event loop of the gateway: its listener, its clients, its counters. Everything but the constructor and the fields read by metrics is used on the shard's thread.</summary>
internal sealed class GatewayShard(Shard shard, int index, GatewayContext context) : IDisposable
{
    // A full accept queue must not hold up those who are connected already: after so many, the other events have their turn.
    private const int AcceptsBeforeYield = 64;

    // What the kernel keeps for one client before a send is refused and the client's own queue begins, whose bounds are the options'. Left to itself it keeps
    // 2.8 MB for one that does not read, and a thousand of those slow down all others through the system's limit of TCP memory.
    private const int MaxUnsentBytes = 128 * 1024;

    private readonly HashSet<ClientConnection> _connections = [];
    private readonly AcceptPause _pause = new(Shard.TicksPerSecond);
    private TcpListener? _listener;
    private volatile bool _hasDied;

    public GatewayContext Context => context;

    public Shard Shard => shard;

    /// <summary>Its number, from 0; the first one has the switchboard too.</summary>
    public int Index => index;

    /// <summary>What its clients' connections keep to.</summary>
    public WebSocketOptions Connection { get; } = context.Rules.ConnectionOn(context.SendQueues.NewShare());

    public GatewayCounters Counters { get; } = new();

    /// <summary>True when the accept loop ended for a reason that should not exist.</summary>
    public bool HasDied => _hasDied;

    /// <summary>Opens the listener, and says where it is bound. From any thread.</summary>
    public async Task<IPEndPoint> ListenAsync(IPEndPoint endPoint, bool shared)
    {
        await shard.RunAsync(() =>
        {
            _listener = shard.Listen(endPoint, new TcpListenOptions { ReusePort = shared, MaxUnsentBytes = MaxUnsentBytes });
            return default;
        }).ConfigureAwait(false);
        return _listener!.LocalEndPoint;
    }

    /// <summary>Begins to accept. From any thread.</summary>
    public void StartAccepting() => shard.Post(static state => _ = ((GatewayShard)state!).AcceptAllAsync(), this);

    /// <summary>Asks every client to leave. From any thread.</summary>
    public Task CloseAllAsync(WebSocketCloseCode code, string reason) => OnShardAsync(client => client.BeginClose(code, reason));

    /// <summary>Drops every connection with a reset. From any thread.</summary>
    public Task AbortAllAsync() => OnShardAsync(client => client.Abort());

    public void Forget(ClientConnection connection) => _connections.Remove(connection);

    public void Dispose() => shard.Dispose();

    private Task OnShardAsync(Action<ClientConnection> act) => shard.RunAsync(() =>
    {
        // A copy: who closes may leave the set at once.
        foreach (ClientConnection client in _connections.ToArray())
        {
            act(client);
        }

        return default;
    });

    private async Task AcceptAllAsync()
    {
        try
        {
            for (int taken = 1; ; taken = (taken % AcceptsBeforeYield) + 1)
            {
                if (await AcceptAsync() is { } link)
                {
                    Take(link);
                }

                if (taken == AcceptsBeforeYield)
                {
                    await Task.Yield();
                }
            }
        }
        catch (LinkException e) when (e.Error == LinkError.Closed)
        {
            // Expected: the shard has been stopped.
        }
        catch (Exception e)
        {
            // Unexpected. The other shards go on; /healthz tells that this one does not.
            _hasDied = true;
            GatewayLog.AcceptingDied(context.Log, index, e);
        }
    }

    // Null after a failure and the pause that follows it.
    private async ValueTask<TcpLink?> AcceptAsync()
    {
        try
        {
            TcpLink link = await _listener!.AcceptAsync();
            if (_pause.Succeed())
            {
                GatewayLog.AcceptsAgain(context.Log, index);
            }

            return link;
        }
        catch (LinkException e) when (e.Error != LinkError.Closed)
        {
            Counters.AcceptPauses++;
            long now = Shard.Now;
            if (_pause.Fail(now) is > 0 and long failures)
            {
                GatewayLog.AcceptFails(context.Log, index, failures, e.Message);
            }

            await shard.DelayUntil(now + _pause.PauseTicks);
            return null;
        }
    }

    private void Take(TcpLink link)
    {
        ClientConnection connection = new(this, link);
        _connections.Add(connection);
        _ = connection.RunAsync();
    }
}
