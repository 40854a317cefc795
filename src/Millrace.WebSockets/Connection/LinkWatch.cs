using Millrace.Shards;

namespace Millrace.WebSockets.Connection;

/// <summary>The time limits of one connection: of its closing, of its peer's pace, of its peer's silence.</summary>
internal sealed class LinkWatch(WebSocketLink link, ReceivePump receive, SendPump send, WebSocketOptions options) : ISwept
{
    private SweepEntry? _entry;
    private KeepAlive _keepAlive;
    private long _closeDeadline;

    /// <summary>Something is under way that has a limit: look often.</summary>
    public void Soon() => ShardSweeps.Of(link.Shard).Soon.Add(_entry ??= new SweepEntry(this));

    /// <summary>Our close frame is on its way.</summary>
    public void BeginClose(long now)
    {
        _closeDeadline = now + Ticks(options.CloseTimeout);
        Soon();
    }

    /// <summary>Nothing is under way: look as often as keep-alive needs.</summary>
    public void KeepAlive()
    {
        if (options.KeepAliveInterval is { } interval)
        {
            ShardSweeps sweeps = ShardSweeps.Of(link.Shard);
            bool isShort = TimeSpan.FromSeconds(4) > (interval < options.KeepAliveTimeout ? interval : options.KeepAliveTimeout);
            (isShort ? sweeps.Often : sweeps.Slow).Add(_entry ??= new SweepEntry(this));
        }
        else
        {
            Leave();
        }
    }

    /// <summary>Nothing is left to watch.</summary>
    public void Leave() => _entry?.Leave();

    public void Sweep(long now)
    {
        if (_closeDeadline != 0 && now >= _closeDeadline)
        {
            if (link.Ending is null)
            {
                link.End(WebSocketCloseKind.CloseTimeout, abort: true);
            }
            else
            {
                link.Transport.Abort();
                Leave();
            }
        }
        else if (send.IsTooSlow(now, Ticks(options.SendTimeout)))
        {
            link.End(WebSocketCloseKind.SlowConsumer, WebSocketCloseCode.TryAgainLater, abort: true);
        }
        else if (_closeDeadline == 0)
        {
            CheckKeepAlive(now);
            if (!send.IsBlocked && link.Ending is null)
            {
                KeepAlive();
            }
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Shard.TicksPerSecond);

    private void CheckKeepAlive(long now)
    {
        if (!link.IsOpen || options.KeepAliveInterval is not { } interval)
        {
            return;
        }

        // Silence counts only while we listen; a peer that takes our bytes is alive too.
        bool heard = receive.HasHeard || !receive.IsSuspended || send.IsBlocked;
        receive.HasHeard = false;
        switch (_keepAlive.Check(now, heard, Ticks(interval), Ticks(options.KeepAliveTimeout)))
        {
            case KeepAliveStep.Ping:
                send.Ping();
                break;
            case KeepAliveStep.Drop:
                link.End(WebSocketCloseKind.KeepAliveTimeout, abort: true);
                break;
        }
    }
}
