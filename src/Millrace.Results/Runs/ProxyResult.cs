namespace Millrace.Results;

/// <summary>The fault proxy in the path of a run: where it ran, and what it costs while no fault holds.</summary>
public sealed record ProxyResult
{
    /// <summary>The address that clients connected to.</summary>
    public required string Address { get; init; }

    /// <summary>What it carries: tcp or udp.</summary>
    public required string Transport { get; init; }

    /// <summary>Its process id.</summary>
    public int? Pid { get; init; }

    /// <summary>The processors that it was given; absent where it may use any.</summary>
    public string? Cpus { get; init; }

    /// <summary>The idle proxy's cost, measured before the load began; absent where that failed.</summary>
    public ProxyCost? Cost { get; init; }

    /// <summary>How it ended before the run did, as in "killed by SIGKILL"; absent if it lived.</summary>
    public string? Exit { get; init; }

    /// <summary>Processor time that it used from before the first client connected to the end of the run, in seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>The same as a share of the time; 100 is one core.</summary>
    public double? CpuPercentMean { get; init; }
}

/// <summary>
/// What the proxy adds without a fault: round trips of one small message at a time to an echo inside the lab, through the proxy and directly in turn.
/// </summary>
public sealed record ProxyCost
{
    /// <summary>Round trips of each kind.</summary>
    public required int RoundTrips { get; init; }

    /// <summary>Bytes of a message.</summary>
    public required int MessageBytes { get; init; }

    /// <summary>The median round trip without the proxy.</summary>
    public required double DirectP50Ms { get; init; }

    /// <summary>The 99th percentile without the proxy.</summary>
    public required double DirectP99Ms { get; init; }

    /// <summary>The median round trip through the proxy.</summary>
    public required double ThroughP50Ms { get; init; }

    /// <summary>The 99th percentile through the proxy.</summary>
    public required double ThroughP99Ms { get; init; }
}
