namespace Millrace.Engine.Probes;

/// <summary>
/// What a .NET runtime did, counted since it was first watched; the two maxima and the heap are of the last interval. What was not measured
/// is null, never 0.
/// </summary>
public sealed record RuntimePoint
{
    /// <summary>Collections of generation 0.</summary>
    public required long Gen0Collections { get; init; }

    /// <summary>Collections of generation 1.</summary>
    public required long Gen1Collections { get; init; }

    /// <summary>Collections of generation 2, blocking or in the background.</summary>
    public required long Gen2Collections { get; init; }

    /// <summary>Time that all threads stood still for the collector.</summary>
    public required double PauseMsTotal { get; init; }

    /// <summary>The longest single pause that ended in the interval; 0 where none did.</summary>
    public required double PauseMsMax { get; init; }

    /// <summary>Bytes allocated.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>The managed heap, garbage not yet collected included.</summary>
    public long? HeapBytes { get; init; }

    /// <summary>The managed heap after the last collection; null before the first.</summary>
    public long? HeapAfterGcBytes { get; init; }

    /// <summary>This process's counts on top of those of its predecessors, where a target was restarted.</summary>
    internal RuntimePoint After(RuntimePoint? earlier) => earlier is null ? this : this with
    {
        Gen0Collections = earlier.Gen0Collections + Gen0Collections,
        Gen1Collections = earlier.Gen1Collections + Gen1Collections,
        Gen2Collections = earlier.Gen2Collections + Gen2Collections,
        PauseMsTotal = earlier.PauseMsTotal + PauseMsTotal,
        AllocatedBytes = AllocatedBytes is null && earlier.AllocatedBytes is null ? null : (earlier.AllocatedBytes ?? 0) + (AllocatedBytes ?? 0),
    };
}
