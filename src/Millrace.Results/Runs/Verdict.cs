using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>What a run comes to, and how it ended.</summary>
public sealed record Verdict
{
    /// <summary>Whether the target held.</summary>
    public VerdictOutcome Outcome { get; init; } = VerdictOutcome.NotMeasured;

    /// <summary>Why, one sentence each: thresholds missed, identities broken, invariants violated.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>How the run ended.</summary>
    public RunEnding Ending { get; init; } = RunEnding.Running;

    /// <summary>Whether the run was cut short and these are the figures of what ran.</summary>
    public bool Interrupted => Ending is RunEnding.Interrupted or RunEnding.Crashed;
}

/// <summary>Whether the target held.</summary>
[JsonConverter(typeof(KebabEnumConverter<VerdictOutcome>))]
public enum VerdictOutcome
{
    /// <summary>Everything asked for was met.</summary>
    Pass,

    /// <summary>Some of it was met or measured.</summary>
    Partial,

    /// <summary>Something asked for was not met.</summary>
    Fail,

    /// <summary>Nothing could be judged.</summary>
    NotMeasured,
}

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunEnding>))]
public enum RunEnding
{
    /// <summary>It has not: the file was written on the way.</summary>
    Running,

    /// <summary>It ran to its end.</summary>
    Completed,

    /// <summary>The user stopped it; what ran was drained and reported.</summary>
    Interrupted,

    /// <summary>A threshold that aborts was missed; what ran was drained and reported.</summary>
    Aborted,

    /// <summary>The target died and could not be driven further.</summary>
    TargetDied,

    /// <summary>The lab was killed; the figures were rebuilt from what it had written.</summary>
    Crashed,
}
