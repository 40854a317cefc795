using Millrace.Engine.Targets;

namespace Millrace.Engine.Machine;

/// <summary>The machine as it matters to a measurement; what could not be found out is null.</summary>
public sealed record MachineFacts
{
    /// <summary>The processor's own name.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Logical processors that the runtime counts, limits of a container included.</summary>
    public int Cores { get; init; }

    /// <summary>The processors that this process may run on.</summary>
    public CpuSet? AllowedCpus { get; init; }

    /// <summary>How processor 0 chooses its clock rate: performance, powersave, schedutil.</summary>
    public string? CpuGovernor { get; init; }

    /// <summary>Memory that this process may use, a container's limit included.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory that could be had now without swapping.</summary>
    public long? MemoryAvailableBytes { get; init; }

    /// <summary>The kernel's release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The operating system's name and version.</summary>
    public string? Os { get; init; }

    /// <summary>The .NET runtime's name and version.</summary>
    public string? Runtime { get; init; }

    /// <summary>True for the server's collector.</summary>
    public bool ServerGc { get; init; }

    /// <summary>True where the oldest generation is collected in the background.</summary>
    public bool ConcurrentGc { get; init; }

    /// <summary>Whether hot code is optimised by what the program does.</summary>
    public bool TieredPgo { get; init; }

    /// <summary>Open descriptors that this process may have; <see cref="long.MaxValue"/>: any number.</summary>
    public long? DescriptorLimit { get; init; }

    /// <summary>How far it may raise that by itself.</summary>
    public long? DescriptorHardLimit { get; init; }

    /// <summary>First and last port that outgoing connections take.</summary>
    public (int First, int Last)? EphemeralPorts { get; init; }

    /// <summary>Most connections that may wait to be accepted on one listener.</summary>
    public int? SomaxConn { get; init; }

    /// <summary>The kernel's source of time: tsc, kvm-clock, hpet.</summary>
    public string? ClockSource { get; init; }

    /// <summary>The smallest step that the monotonic clock was seen to make.</summary>
    public double? ClockResolutionNs { get; init; }

    /// <summary>What one reading of that clock costs.</summary>
    public double? ClockReadNs { get; init; }

    /// <summary>The hypervisor's name, "yes" where only its presence shows, or null for bare metal.</summary>
    public string? Virtualisation { get; init; }

    /// <summary>The kind of container that this process seems to run in, or null.</summary>
    public string? Container { get; init; }

    /// <summary>Where RabbitMQ's server program is, empty where it is not installed; null where nobody looked.</summary>
    public string? RabbitMq { get; init; }

    /// <summary>The collector's mode in words: "workstation, concurrent".</summary>
    public string GcMode => $"{(ServerGc ? "server" : "workstation")}, {(ConcurrentGc ? "concurrent" : "not concurrent")}";
}
