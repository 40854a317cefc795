using System.Globalization;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// Whether what was measured so far is enough to end a run for a threshold. A percentile needs so many answers that one of them lies beyond it, at least 20; a mean or a share 20; a rate
/// 2 seconds; a count or the longest time, which can only grow, needs nothing. Pure.
/// </summary>
internal static class AbortRule
{
    /// <summary>Answers, or operations, below which nothing is said of a distribution or a share.</summary>
    public const int FewestSamples = 20;

    /// <summary>Seconds of measured load below which nothing is said of a rate.</summary>
    public const double FewestSeconds = 2;

    /// <summary>Why a threshold cannot end a run, or null where it can.</summary>
    public static string? Refuse(Metric metric, Comparison comparison) =>
        metric.IsOfStorm ? $"{metric.Name} is known only once a fault is over, so it cannot abort"
        : metric.Kind is MetricKind.Count or MetricKind.ClientCount or MetricKind.Max && comparison is Comparison.Above or Comparison.AtLeast
            ? $"{metric.Name} grows while the run lasts, so that it is too small can only be told at the end: it cannot abort"
            : null;

    /// <summary>Why the run has to end, as a sentence's part; null where the threshold holds or cannot be judged yet.</summary>
    public static string? Missed(Threshold threshold, Figures figures, RunTally tally)
    {
        if (!IsEnough(threshold, figures))
        {
            return null;
        }

        ThresholdResult result = threshold.Judge(figures, tally);
        if (result.Outcome != ThresholdOutcome.Fail || result.Observed is not { } observed)
        {
            return null;
        }

        // A count that is to become so much may still do so.
        return threshold.Comparison == Comparison.Equal && IsGrowing(threshold.Metric.Kind) && !threshold.IsShare && observed < threshold.Limit
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{threshold.Expression} did not hold: {observed:0.###}{(result.Unit is { Length: > 0 } unit ? " " + unit : "")} over {figures.Tally.Ended:#,0} operations");
    }

    private static bool IsGrowing(MetricKind kind) => kind is MetricKind.Count or MetricKind.ClientCount or MetricKind.Max;

    private static bool IsEnough(Threshold threshold, Figures figures)
    {
        Metric metric = threshold.Metric;
        long answers = (metric.OfService ? figures.Service : figures.Response).Count;
        return metric.Kind switch
        {
            MetricKind.Percentile => answers >= Math.Max(FewestSamples, metric.Percentile < 100 ? Math.Ceiling(100 / (100 - metric.Percentile) - 1e-9) : 0),
            MetricKind.Mean or MetricKind.Min => answers >= FewestSamples,
            MetricKind.Rate or MetricKind.SentRate => figures.Seconds >= FewestSeconds,
            MetricKind.Count when threshold.IsShare => figures.Tally.Due >= FewestSamples,
            _ => true,
        };
    }
}
