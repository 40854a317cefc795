using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Host.Keeping;

/// <summary>Rates over the last ten seconds, from totals that are noted about once a second. From any thread.</summary>
internal sealed class RateWindow(long ticksPerSecond)
{
    private const int Samples = 11;

    private readonly Lock _lock = new();
    private readonly (long Ticks, TrafficTotals Totals)[] _ring = new (long, TrafficTotals)[Samples];
    private long _count;

    /// <summary>Notes the totals at a time.</summary>
    public void Note(long ticks, in TrafficTotals totals)
    {
        lock (_lock)
        {
            _ring[_count++ % Samples] = (ticks, totals);
        }
    }

    /// <summary>What happened in a second, on average over the window; nothing until there are two samples.</summary>
    public TrafficRates Rates
    {
        get
        {
            lock (_lock)
            {
                if (_count < 2)
                {
                    return default;
                }

                (long Ticks, TrafficTotals Totals) newest = _ring[(_count - 1) % Samples];
                (long Ticks, TrafficTotals Totals) oldest = _ring[Math.Max(0, _count - Samples) % Samples];
                double seconds = Math.Max(1, newest.Ticks - oldest.Ticks) / (double)ticksPerSecond;
                return new(
                    (newest.Totals.Requests - oldest.Totals.Requests) / seconds,
                    (newest.Totals.Answers - oldest.Totals.Answers) / seconds,
                    (newest.Totals.BytesIn - oldest.Totals.BytesIn) / seconds,
                    (newest.Totals.BytesOut - oldest.Totals.BytesOut) / seconds);
            }
        }
    }
}
