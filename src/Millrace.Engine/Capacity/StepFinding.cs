using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>What one run says about its load.</summary>
/// <param name="Outcome">What it comes to.</param>
public sealed record StepFinding(CapacityOutcome Outcome)
{
    /// <summary>How near the objective's limits it came: the largest share of a limit that was used, 1 at the limit itself; null where no limit can be used in part.</summary>
    public double? Closeness { get; init; }

    /// <summary>Neither side was busy and no limit near, so that the next load may be a good deal larger.</summary>
    public bool IsEasy { get; init; }

    /// <summary>Why, as a sentence; null where the objective was met with ease.</summary>
    public string? Reason { get; init; }
}
