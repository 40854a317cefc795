namespace Millrace.Live.Host.Memory;

/// <summary>What all sessions take, by the estimates that they keep while nodes come and go. Adding cannot fail, and reading costs nothing. Thread-safe.</summary>
/// <param name="limit">The most, in bytes; 0 for no limit.</param>
internal sealed class MemoryLedger(long limit)
{
    private long _total;

    /// <summary>Bytes of all sessions.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>The most; 0 for no limit.</summary>
    public long Limit => limit;

    public PressureLevel Level => LevelOf(Total);

    /// <summary>Takes a session's change into account; true where that reached a higher level.</summary>
    public bool Add(long bytes)
    {
        long total = Interlocked.Add(ref _total, bytes);
        return bytes > 0 && limit > 0 && LevelOf(total) > LevelOf(total - bytes);
    }

    /// <summary>How many bytes must go so that the total is a little below the threshold of a level, and not at it again with the next session.</summary>
    public long Excess(PressureLevel level) => limit == 0 ? 0 : Total - (long)(limit * (Threshold(level) - 0.02));

    private static double Threshold(PressureLevel level) => level switch
    {
        PressureLevel.Critical => 0.95,
        PressureLevel.Full => 0.90,
        _ => 0.80,
    };

    private PressureLevel LevelOf(long total) =>
        limit == 0 || total < limit * 0.80 ? PressureLevel.None
        : total < limit * 0.90 ? PressureLevel.High
        : total < limit * 0.95 ? PressureLevel.Full
        : PressureLevel.Critical;
}
