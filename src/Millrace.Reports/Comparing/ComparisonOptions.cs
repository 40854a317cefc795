namespace Millrace.Reports.Comparing;

/// <summary>What counts as a change, and for which figures.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The least change that matters, as a part: 0.03 is 3 %. A ratio between 1/1.03 and 1.03 is no change.</summary>
    public double Threshold { get; init; } = 0.03;

    /// <summary>The least change that matters of a share (errors, loss), in points of a part: 0.001 is 0.1 points.</summary>
    public double SharePoints { get; init; } = 0.001;

    /// <summary>How sure a verdict has to be, between 0.5 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How often an interval holds the truth: 0.9 for verdicts at 0.95. Verdicts are one-sided tests, and this is the interval whose ends they are.</summary>
    public double IntervalConfidence => (2 * Confidence) - 1;

    /// <summary>The figures that make the verdict, by name; the others are shown beside them.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = Metric.JudgedByDefault;

    /// <summary>Whether sides on different machines are judged.</summary>
    public bool AcrossMachines { get; init; }

    /// <summary>Whether runs whose generator or end leaves doubts are judged.</summary>
    public bool AllowInvalid { get; init; }
}
