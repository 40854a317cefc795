using System.Diagnostics;

namespace Millrace.Engine;

/// <summary>Conversions between the monotonic clock's ticks (see <see cref="Shards.Shard.Now"/>) and units that people read.</summary>
public static class Ticks
{
    private static readonly double _perMicrosecond = Stopwatch.Frequency / 1e6;

    /// <summary>Ticks in one second.</summary>
    public static long PerSecond => Stopwatch.Frequency;

    /// <summary>A duration in ticks, rounded to the nearest.</summary>
    public static long From(TimeSpan duration) => FromSeconds(duration.TotalSeconds);

    /// <summary>Seconds in ticks, rounded to the nearest.</summary>
    public static long FromSeconds(double seconds) => (long)Math.Round(seconds * Stopwatch.Frequency);

    /// <summary>Ticks in seconds.</summary>
    public static double ToSeconds(long ticks) => ticks / (double)Stopwatch.Frequency;

    /// <summary>Ticks in milliseconds.</summary>
    public static double ToMilliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    /// <summary>Ticks in whole microseconds, rounded to the nearest; a negative span counts as none.</summary>
    public static long ToMicroseconds(long ticks) => ticks <= 0 ? 0 : (long)((ticks / _perMicrosecond) + 0.5);

    /// <summary>Ticks as a duration.</summary>
    public static TimeSpan ToTimeSpan(long ticks) => TimeSpan.FromSeconds(ToSeconds(ticks));
}
