namespace Millrace.Gateway.Host.Backends;

/// <summary>Keeps what a peer can cause at will from filling the log: one line a second, with the count of those left out. Pure: takes ticks.</summary>
internal sealed class LogThrottle(long ticksPerSecond)
{
    private long? _last;
    private long _unlogged;

    /// <summary>Notes one occurrence; how many to log now, or 0 to keep quiet.</summary>
    public long Count(long now)
    {
        _unlogged++;
        if (_last is { } last && now - last < ticksPerSecond)
        {
            return 0;
        }

        _last = now;
        (long count, _unlogged) = (_unlogged, 0);
        return count;
    }
}
