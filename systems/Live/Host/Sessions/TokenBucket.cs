namespace Millrace.Live.Host.Sessions;

/// <summary>How many events a session may still raise: refilled steadily, up to a burst. Not thread-safe.</summary>
internal struct TokenBucket
{
    private double _tokens;
    private long _lastMs;
    private bool _started;

    /// <summary>Takes some. Zero where there were as many; else how many milliseconds later there will be, having taken them already.</summary>
    /// <param name="nowMs">The time in milliseconds.</param>
    /// <param name="perSecond">The refill; 0 for no limit.</param>
    /// <param name="burst">The most that it holds.</param>
    /// <param name="cost">How many are taken.</param>
    public int Take(long nowMs, int perSecond, int burst, int cost = 1)
    {
        if (perSecond == 0)
        {
            return 0;
        }

        _tokens = _started ? Math.Min(burst, _tokens + (Math.Max(0, nowMs - _lastMs) * perSecond / 1000.0)) : burst;
        (_started, _lastMs) = (true, nowMs);
        _tokens -= cost;
        return _tokens >= 0 ? 0 : Math.Max(1, (int)Math.Ceiling(-_tokens * 1000 / perSecond));
    }

    /// <summary>True where at least half of a burst is there again: whoever was held back has made a pause.</summary>
    public readonly bool HasRecovered(int burst) => !_started || _tokens >= burst / 2.0;
}
