namespace Millrace.Results;

/// <summary>The machine, runtime and commit of a run; what could not be found out is absent.</summary>
public sealed record RunEnvironment
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version of Millrace that ran.</summary>
    public required string MillraceVersion { get; init; }

    /// <summary>The processor's own name.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Logical processors that the lab may use.</summary>
    public int? Cores { get; init; }

    /// <summary>Memory that the lab may use (a container's limit included), in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The kernel's release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The operating system's name and version.</summary>
    public string? Os { get; init; }

    /// <summary>The .NET runtime's name and version.</summary>
    public string? Runtime { get; init; }

    /// <summary>The generator's garbage collector: workstation or server, concurrent or not.</summary>
    public string? GcMode { get; init; }

    /// <summary>Whether the generator's runtime uses tiered profile-guided optimisation.</summary>
    public bool? TieredPgo { get; init; }

    /// <summary>Open descriptors that the lab may have (RLIMIT_NOFILE, soft).</summary>
    public long? DescriptorLimit { get; init; }

    /// <summary>The first port of the range that outgoing connections take.</summary>
    public int? EphemeralPortFirst { get; init; }

    /// <summary>The last port of that range.</summary>
    public int? EphemeralPortLast { get; init; }

    /// <summary>The clock that samples are taken from, as the kernel names its source.</summary>
    public string? ClockSource { get; init; }

    /// <summary>The smallest step that this clock was seen to make, in nanoseconds.</summary>
    public double? ClockResolutionNs { get; init; }

    /// <summary>The commit that Millrace was built from.</summary>
    public string? GitCommit { get; init; }

    /// <summary>Whether the working tree had changes beyond that commit.</summary>
    public bool? GitDirty { get; init; }

    /// <summary>A hash of the host's name: tells machines apart without naming them.</summary>
    public string? HostHash { get; init; }

    /// <summary>The processors that the generator was pinned to, as in "0-1"; absent if it was free.</summary>
    public string? GeneratorCpus { get; init; }

    /// <summary>The processors that the target was pinned to; absent if it was free or was not ours to pin.</summary>
    public string? TargetCpus { get; init; }
}
