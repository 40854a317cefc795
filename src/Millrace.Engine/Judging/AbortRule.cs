using System.Globalization;
using Millrace.Engine.Loads;
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

    /// <summary>
    /// Why a threshold on a rate would end a scenario by the scenario's own plan, or null: a rate is judged on its mean so far, and while a plan rises, that mean lies below what it comes to. Pure.
    /// </summary>
    public static string? Refuse(Threshold threshold, Scenario scenario)
    {
        if (threshold is not { AbortAfter: { } after, Metric.Kind: MetricKind.Rate or MetricKind.SentRate, Comparison: Comparison.AtLeast or Comparison.Above } || scenario.Load is not ArrivalRate { Plan: var plan })
        {
            return null;
        }

        double start = threshold.Window?.Start.TotalSeconds ?? 0;
        double length = Math.Min(threshold.Window?.End.TotalSeconds ?? double.MaxValue, scenario.Duration.TotalSeconds) - start;
        double first = Math.Max(after.TotalSeconds, FewestSeconds);
        double before = plan.ExpectedBefore(scenario.WarmUp + TimeSpan.FromSeconds(start));

        // Each second, as it is judged; of long runs a thousand moments.
        double step = Math.Max(1, (length - first) / 1000);
        double? late = null;
        for (double at = first; at <= length; at += step)
        {
            if (Mean(at) < threshold.Limit * (1 - 1e-6))
            {
                late = at;
            }
        }

        return late is not { } low ? null
            : string.Create(CultureInfo.InvariantCulture, $"{plan} itself starts only {Mean(low):#,0.#}/s in the mean of the first {low:0.#} s{(start > 0 ? " of that part" : "")}, so this would end the run whatever its target does; ")
                + (low + step <= length
                    ? string.Create(CultureInfo.InvariantCulture, $"write abort after {Math.Ceiling(low + step):0}s or later, or judge a part of the run that begins behind the rise")
                    : "judge a part of the run in which the plan starts more, or leave abort out");

        double Mean(double at) => (plan.ExpectedBefore(scenario.WarmUp + TimeSpan.FromSeconds(start + at)) - before) / at;
    }

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
