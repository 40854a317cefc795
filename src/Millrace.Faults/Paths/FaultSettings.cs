using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>What one stage of a fault works with: its settings, and a chance of its own.</summary>
internal sealed class FaultSettings(IReadOnlyDictionary<string, double> attributes, Random random)
{
    /// <summary>The stage's own chance: no other stage draws from it.</summary>
    public Random Random => random;

    /// <summary>A setting as it is.</summary>
    public double Number(string name) => attributes[name];

    /// <summary>A setting in whole numbers.</summary>
    public long Whole(string name) => (long)attributes[name];

    /// <summary>A setting in milliseconds, in the shard's ticks.</summary>
    public long Milliseconds(string name) => Ticks(attributes[name] / 1000);

    /// <summary>A setting in microseconds, in the shard's ticks.</summary>
    public long Microseconds(string name) => Ticks(attributes[name] / 1_000_000);

    /// <summary>Seconds in the shard's ticks.</summary>
    public static long Ticks(double seconds) => (long)(seconds * Shard.TicksPerSecond);

    /// <summary>A time and what varies it evenly to both sides, never below 0, in ticks.</summary>
    public long Jittered(long time, long jitter) => jitter == 0 ? time : Math.Max(0, time - jitter + random.NextInt64((2 * jitter) + 1));
}
