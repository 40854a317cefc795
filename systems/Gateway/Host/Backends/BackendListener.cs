using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Listening;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Backends;

/// <summary>
/// The port for backends, on the first shard: its listener, its connections, and the timer of all that routes. Everything but the constructor
/// and what is said otherwise is used on the shard's thread.
/// </summary>
internal sealed class BackendListener(Shard shard, BackendRules rules, IBackendHub hub, ILogger log)
{
    // A full accept queue must not hold up the clients and backends on this thread: after so many, the other events have their turn.
    private const int AcceptsBeforeYield = 64;

    // A plain backend need not say anything, so only the system can find out that its machine is gone.
    private static readonly TcpKeepAlive s_keepAlive = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), 3);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<BackendConnection> _connections = [];
    private readonly List<BackendConnection> _ticked = [];
    private readonly AcceptPause _pause = new(Shard.TicksPerSecond);
    private readonly LogThrottle _refusals = new(Shard.TicksPerSecond);
    private TcpListener? _listener;
    private TaskCompletionSource? _empty;
    private bool _isClosing;
    private volatile bool _hasDied;

    public Shard Shard => shard;

    public BackendRules Rules => rules;

    public IBackendHub Hub => hub;

    public ILogger Log => log;

    public BackendCounters Counters { get; } = new();

    public BackendReplies Replies { get; } = new();

    /// <summary>Limits the log of refused lines, of all backends together.</summary>
    public LogThrottle LinesRefused { get; } = new(Shard.TicksPerSecond);

    /// <summary>Every connection, in no order.</summary>
    public IReadOnlyCollection<BackendConnection> Connections => _connections;

    /// <summary>True when the accept loop ended for a reason that should not exist. From any thread.</summary>
    public bool HasDied => _hasDied;

    /// <summary>Opens the listener, and says where it is bound. From any thread.</summary>
    public async Task<IPEndPoint> ListenAsync(IPEndPoint endPoint)
    {
        await shard.RunAsync(() =>
        {
            _listener = shard.Listen(endPoint, new TcpListenOptions { Backlog = 512, KeepAlive = s_keepAlive });
            return default;
        }).ConfigureAwait(false);
        return _listener!.LocalEndPoint;
    }

    /// <summary>Begins to accept, and the timer. From any thread.</summary>
    public void Start() => shard.Post(
        static state =>
        {
            var self = (BackendListener)state!;
            _ = self.AcceptAllAsync();
            _ = self.TickAsync();
        },
        this);

    /// <summary>
    /// Takes nobody new, says goodbye to everybody behind what is queued for them, and completes when the last has gone: each within the close
    /// timeout, or is reset. From any thread.
    /// </summary>
    public Task CloseAsync(string reason) => shard.RunAsync(async () =>
    {
        _isClosing = true;
        _listener?.Dispose();
        foreach (BackendConnection connection in _connections.ToArray())
        {
            connection.End(BackendEnd.Draining, reason);
        }

        if (_connections.Count > 0)
        {
            _empty = new TaskCompletionSource();
            await _empty.Task;
        }
    });

    public void Forget(BackendConnection connection)
    {
        _connections.Remove(connection);
        if (_connections.Count == 0)
        {
            _empty?.TrySetResult();
        }
    }

    /// <summary>Logs a connection that was not let in, within limits: strangers cause it at will.</summary>
    public void LogRefusal(BackendConnection connection, string why)
    {
        if (_refusals.Count(Shard.Now) is > 0 and long count)
        {
            GatewayLog.BackendNotLetIn(log, connection.Remote, count, why);
        }
    }

    private async Task TickAsync()
    {
        long step = (long)(s_tick.TotalSeconds * Shard.TicksPerSecond);
        try
        {
            for (long due = Shard.Now; ;)
            {
                due = Math.Max(due, Shard.Now) + step;
                await shard.DelayUntil(due);
                Tick(Shard.Now);
            }
        }
        catch (LinkException)
        {
            // Expected: the shard stops.
        }
    }

    private void Tick(long now)
    {
        try
        {
            // A copy: who is ended may leave the set at once.
            _ticked.AddRange(_connections);
            foreach (BackendConnection connection in _ticked)
            {
                connection.Tick(now);
            }

            hub.Tick(now);
        }
        catch (Exception e)
        {
            // Unexpected. Without the timer no client would be told that its backend is gone.
            GatewayLog.TickFailed(log, e);
        }

        _ticked.Clear();
    }

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
            // Expected: the port was closed, or the shard has been stopped.
        }
        catch (Exception e)
        {
            // Unexpected. Backends that are there stay; /healthz tells that no other can come.
            _hasDied = true;
            GatewayLog.BackendAcceptingDied(log, e);
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
                GatewayLog.BackendAcceptsAgain(log);
            }

            return link;
        }
        catch (LinkException e) when (e.Error != LinkError.Closed)
        {
            Counters.AcceptPauses++;
            long now = Shard.Now;
            if (_pause.Fail(now) is > 0 and long failures)
            {
                GatewayLog.BackendAcceptFails(log, failures, e.Message);
            }

            await shard.DelayUntil(now + _pause.PauseTicks);
            return null;
        }
    }

    private void Take(TcpLink link)
    {
        Counters.Accepted++;
        if (_isClosing)
        {
            Counters.Ended[(int)BackendEnd.Draining]++;
            link.Abort();
            return;
        }

        if (Counters.Waiting >= rules.MaxWaiting)
        {
            // The oldest goes, not the newest: strangers who say nothing must not lock backends out.
            _connections.Where(each => !each.HasJoined).MinBy(each => each.Since)?.Evict();
        }

        BackendConnection connection = new(this, link);
        _connections.Add(connection);
        _ = connection.RunAsync();
    }
}
