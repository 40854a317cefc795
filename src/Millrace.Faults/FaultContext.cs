namespace Millrace.Faults;

/// <summary>What a fault works with: its target, its own seeded randomness and the clock.</summary>
public sealed record FaultContext
{
    /// <summary>The target that suffers.</summary>
    public required IFaultTarget Target { get; init; }

    /// <summary>Randomness of this fault alone, so that a seed replays it whatever other faults do.</summary>
    public required Random Random { get; init; }

    /// <summary>The clock for waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
