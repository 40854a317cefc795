namespace Millrace.Results;

/// <summary>A run at a load that has a meaning for whoever operates the target: half of the capacity, twice the expected load.</summary>
public sealed record HeadroomResult
{
    /// <summary>What it is, for a person: "50 % of capacity", "2 times the expected load".</summary>
    public required string Name { get; init; }

    /// <summary>The run.</summary>
    public required CapacityStep Run { get; init; }

    /// <summary>What it says, as a sentence.</summary>
    public required string Text { get; init; }
}
