namespace Millrace.Reports.Comparing;

/// <summary>One figure of two sides.</summary>
public sealed record MetricComparison
{
    /// <summary>Its name, as --metrics calls it.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether it counts for the verdict.</summary>
    public required bool Judged { get; init; }

    /// <summary>The median of the first side's samples, in the figure's unit (rates per second, times in ms, CPU in us, memory in bytes, shares in parts of one); of shares, all together.</summary>
    public double? Before { get; init; }

    /// <summary>Likewise of the second side.</summary>
    public double? Now { get; init; }

    /// <summary>The first side's samples.</summary>
    public int SamplesBefore { get; init; }

    /// <summary>The second side's samples.</summary>
    public int SamplesNow { get; init; }

    /// <summary>What they say.</summary>
    public required Judgement Judgement { get; init; }
}
