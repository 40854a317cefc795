namespace Millrace.Engine.Machine;

/// <summary>How fine the monotonic clock is and what a reading of it costs, both in nanoseconds, by reading it many times.</summary>
internal readonly record struct ClockReading(double? ResolutionNs, double? ReadNs)
{
    private const int Readings = 20_000;

    public static ClockReading Take(TimeProvider time)
    {
        double tickNs = 1e9 / time.TimestampFrequency;
        long first = time.GetTimestamp(), last = first, smallest = long.MaxValue;
        for (int i = 0; i < Readings; i++)
        {
            long now = time.GetTimestamp();
            if (now > last) { smallest = Math.Min(smallest, now - last); }
            last = now;
        }
        return last == first ? default : new ClockReading(smallest * tickNs, (last - first) * tickNs / Readings);
    }
}
