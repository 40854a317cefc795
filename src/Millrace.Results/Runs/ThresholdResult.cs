using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>One threshold or published target, and what was observed.</summary>
public sealed record ThresholdResult
{
    /// <summary>The threshold as it was written, as in "p99&lt;50ms".</summary>
    public required string Expression { get; init; }

    /// <summary>What the run showed, in the expression's own unit; absent if it was not measured.</summary>
    public double? Observed { get; init; }

    /// <summary>The unit of what was observed, as in "ms" or "%".</summary>
    public string? Unit { get; init; }

    /// <summary>What it comes to.</summary>
    public required ThresholdOutcome Outcome { get; init; }

    /// <summary>Whether it was met in full.</summary>
    public bool Pass => Outcome == ThresholdOutcome.Pass;

    /// <summary>The part of the run that was judged; absent for the whole measured part.</summary>
    public string? Window { get; init; }

    /// <summary>Who asked for it: "user", or "profile" and the profile's name.</summary>
    public string Source { get; init; } = "user";

    /// <summary>Why it is partial or was not measured.</summary>
    public string? Remark { get; init; }
}

/// <summary>What a threshold comes to.</summary>
[JsonConverter(typeof(KebabEnumConverter<ThresholdOutcome>))]
public enum ThresholdOutcome
{
    /// <summary>Met.</summary>
    Pass,

    /// <summary>Met in part.</summary>
    Partial,

    /// <summary>Not met.</summary>
    Fail,

    /// <summary>The run did not show it either way.</summary>
    NotMeasured,
}
