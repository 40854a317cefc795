namespace Millrace.Engine.Profiling;

/// <summary>What was sampled of a process.</summary>
internal sealed record TargetTrace
{
    /// <summary>How long it was sampled.</summary>
    public required double Seconds { get; init; }

    /// <summary>Every thread, about once a millisecond.</summary>
    public required IReadOnlyList<StackSample> Samples { get; init; }

    public required IReadOnlyList<AllocationSample> Allocations { get; init; }

    /// <summary>How often a thread had to wait for a lock of Monitor.</summary>
    public long Contentions { get; init; }

    /// <summary>How long, all waits together.</summary>
    public double ContentionMs { get; init; }

    /// <summary>Methods that were compiled while it was sampled.</summary>
    public long Compiled { get; init; }

    /// <summary>Collections that began while it was sampled.</summary>
    public long Collections { get; init; }

    /// <summary>Processor time of the whole process in that time, the runtime's own threads included; null where it is unknown.</summary>
    public double? CpuSeconds { get; init; }
}
