using System.Net;
using System.Net.Security;
using Millrace.Hosting.Listening;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <summary>Accepts connections and looks after them. On the broker's shard, but for what metrics read.</summary>
internal sealed class BrokerListener(BrokerCore core, SslServerAuthenticationOptions? tls)
{
    // A full accept queue must not hold up those who are connected already: after so many, the other events have their turn.
    private const int AcceptsBeforeYield = 64;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly AcceptPause _pause = new(Shard.TicksPerSecond);
    private TcpListener? _listener;
    private TaskCompletionSource? _empty;
    private volatile int _count;
    private volatile bool _hasDied;

    public SslServerAuthenticationOptions? Tls => tls;

    /// <summary>Connections now. From any thread.</summary>
    public int Count => _count;

    /// <summary>True when the accept loop or the clock ended for a reason that should not exist.</summary>
    public bool HasDied => _hasDied;

    /// <summary>Opens the listener, and says where it is bound.</summary>
    public IPEndPoint Listen(IPEndPoint endPoint)
    {
        _listener = core.Shard.Listen(endPoint);
        return _listener.LocalEndPoint;
    }

    public void Start()
    {
        _ = AcceptAllAsync();
        _ = TickAsync();
    }

    /// <summary>Accepts nobody any more, and asks all to leave; completes when they have.</summary>
    public Task Drain(ushort code, string text)
    {
        core.IsDraining = true;
        _listener?.Dispose();
        _empty = new TaskCompletionSource();
        foreach (AmqpConnection connection in core.Connections.ToArray())
        {
            if (connection.Stage == ConnectionStage.Running)
            {
                connection.Close(code, text);
            }
            else
            {
                connection.Abort(text);
            }
        }

        if (_count == 0)
        {
            _empty.TrySetResult();
        }

        return _empty.Task;
    }

    public void AbortAll(string why)
    {
        foreach (AmqpConnection connection in core.Connections.ToArray())
        {
            connection.Abort(why);
        }
    }

    public void Forget(AmqpConnection connection)
    {
        if (core.Connections.Remove(connection))
        {
            core.ConnectionCount = _count = core.Connections.Count;
        }

        if (_count == 0)
        {
            _empty?.TrySetResult();
        }
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
            // Expected: the broker stops.
        }
        catch (Exception e)
        {
            _hasDied = true;
            AmqpLog.AcceptingDied(core.Log, e);
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
                AmqpLog.AcceptsAgain(core.Log);
            }

            return link;
        }
        catch (LinkException e) when (e.Error != LinkError.Closed)
        {
            core.Counters.AcceptPauses++;
            long now = Shard.Now;
            if (_pause.Fail(now) is > 0 and long failures)
            {
                AmqpLog.AcceptFails(core.Log, failures, e.Message);
            }

            await core.Shard.DelayUntil(now + _pause.PauseTicks);
            return null;
        }
    }

    private void Take(TcpLink link)
    {
        if (_count >= core.Options.MaxConnections)
        {
            core.Counters.ConnectionsRefused++;
            AmqpLog.TooMany(core.Log, core.Options.MaxConnections, link.RemoteEndPoint);
            link.Dispose();
            return;
        }

        AmqpConnection connection = new(this, core, link);
        core.Connections.Add(connection);
        core.ConnectionCount = _count = core.Connections.Count;
        _ = connection.RunAsync();
    }

    private async Task TickAsync()
    {
        try
        {
            while (true)
            {
                await core.Shard.Delay(Beat);
                long now = Shard.Now;
                core.CheckMemory();
                core.CheckParts();
                foreach (AmqpConnection connection in core.Connections.ToArray())
                {
                    connection.Tick(now);
                }
            }
        }
        catch (LinkException e) when (e.Error == LinkError.Closed)
        {
            // Expected: the shard has stopped.
        }
        catch (Exception e)
        {
            _hasDied = true;
            AmqpLog.AcceptingDied(core.Log, e);
        }
    }
}
