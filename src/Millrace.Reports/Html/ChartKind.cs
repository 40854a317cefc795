namespace Millrace.Reports.Html;

/// <summary>How a chart is drawn.</summary>
internal enum ChartKind
{
    /// <summary>Lines over the run's own time.</summary>
    Time,

    /// <summary>Lines over 1 / (1 - q), as HdrHistogram plots a distribution.</summary>
    Percentile,

    /// <summary>Lines with points over a number.</summary>
    Curve,
}
