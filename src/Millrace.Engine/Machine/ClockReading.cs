namespace Millrace.Engine.Machine;

/// <summary>How fine the monotonic clock is and what a reading of it costs, both in nanoseconds, by reading it many times.</summary>
/// <remarks>The cost is that of the quickest batch: in any other one somebody else had the processor too.</remarks>
internal readonly record struct ClockReading(double? ResolutionNs, double? ReadNs)
{
    private const int Batches = 20;
    private const int Readings = 1_000;

    public static ClockReading Take(TimeProvider time)
    {
        double tickNs = 1e9 / time.TimestampFrequency;
        long smallest = long.MaxValue, quickest = long.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long first = time.GetTimestamp(), last = first;
            for (int i = 0; i < Readings; i++)
            {
                long now = time.GetTimestamp();
                smallest = now > last ? Math.Min(smallest, now - last) : smallest;
                last = now;
            }

            quickest = Math.Min(quickest, last - first);
        }

        return smallest == long.MaxValue ? default : new ClockReading(smallest * tickNs, quickest * tickNs / Readings);
    }
}
