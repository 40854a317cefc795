using System.Text.Json.Serialization;

namespace Millrace.Reports.Comparing;

/// <summary>What the samples of one figure say.</summary>
public sealed record Judgement
{
    /// <summary>What it comes to.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>Of a share the difference in parts of one, of everything else the ratio of the second side to the first; absent where there is none.</summary>
    public double? Change { get; init; }

    /// <summary>The lower end of its interval; absent where so few samples bound nothing.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of its interval.</summary>
    public double? High { get; init; }

    /// <summary>The p-value of "it is worse by more than the threshold".</summary>
    public double? PSlower { get; init; }

    /// <summary>The p-value of "it is better by more than the threshold".</summary>
    public double? PFaster { get; init; }

    /// <summary>The p-value of "it differs by less than the threshold": the larger of the two one-sided tests.</summary>
    public double? PSame { get; init; }

    /// <summary>True where it is told and takes no part in the verdict over all figures: new errors that lie below the threshold.</summary>
    [JsonIgnore]
    public bool IsToldOnly { get; init; }

    /// <summary>Why it is unknown, or what else to know, as a sentence without its end.</summary>
    public string? Reason { get; init; }
}
