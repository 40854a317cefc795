using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// A condition on a run, such as <c>p99&lt;50ms</c>, <c>loss=0</c>, <c>errors&lt;0.1%</c>, <c>rate&gt;=1000/s</c>; for one operation with its name in front
/// (<c>echo.p99&lt;50ms</c>), over a part of the run with a window behind (<c>p99&lt;50ms@10s..20s</c>, counted from the end of the warm-up); with <c>abort</c> or
/// <c>abort after 5s</c> at its end it ends the run that misses it.
/// </summary>
public sealed record Threshold
{
    internal Threshold(string expression, string? operation, Metric metric, Comparison comparison, double limit, bool isShare, TimeWindow? window)
    {
        Expression = expression;
        Operation = operation;
        Metric = metric;
        Comparison = comparison;
        Limit = limit;
        IsShare = isShare;
        Window = window;
    }

    /// <summary>As it was written.</summary>
    public string Expression { get; }

    /// <summary>The operation that it is about, or null for all together.</summary>
    public string? Operation { get; }

    internal Metric Metric { get; }

    internal Comparison Comparison { get; }

    /// <summary>What the figure is compared with, in milliseconds, percent, per second or a count.</summary>
    public double Limit { get; }

    /// <summary>True where a count is meant as a share of what was sent, in percent.</summary>
    public bool IsShare { get; }

    /// <summary>The part of the run, or null for the whole measured part.</summary>
    internal TimeWindow? Window { get; }

    /// <summary>
    /// Where the run is to end as soon as this does not hold: how long after the start of the measured part, or of the threshold's own window, it is judged for the first time. Null for a
    /// threshold that is judged at the end alone.
    /// </summary>
    public TimeSpan? AbortAfter { get; internal init; }

    /// <summary>Reads a threshold for a scenario: its operations and counts are those that the threshold may name. Throws <see cref="ThresholdException"/>.</summary>
    public static Threshold For(Scenario scenario, string text)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        SystemInfo info = scenario.System.Info;
        IReadOnlyList<string> operations = scenario.Operations;
        Threshold threshold = Parse(text);
        if (threshold.Operation is { } operation && !operations.Contains(operation))
        {
            throw new ThresholdException(text, $"{info.Name} has no operation '{operation}'{Nearest.Suggest(operation, [.. operations])}; it has {string.Join(", ", operations)}");
        }

        return threshold.Metric.Counted is { } count && !info.Counts.Contains(count)
            ? throw new ThresholdException(text, $"{info.Name} counts no '{count}'{Nearest.Suggest(count, [.. info.Counts])}; it counts {(info.Counts.Count == 0 ? "nothing" : string.Join(", ", info.Counts))}")
            : AbortRule.Refuse(threshold, scenario) is { } problem ? throw new ThresholdException(text, problem) : threshold;
    }

    /// <summary>Reads a threshold. Throws <see cref="ThresholdException"/>.</summary>
    public static Threshold Parse(string text) => ThresholdText.Parse(text);

    /// <summary>Judges figures of the right operation and part of the run, the storms that its faults raised, or what its clients counted.</summary>
    internal ThresholdResult Judge(Figures figures, RunTally run)
    {
        if (Metric.Kind == MetricKind.StormTime && run.Storms.Sum(storm => storm.NeverBack) is > 0 and var away && StormMetric.Of(Metric, run, IsShare) is null)
        {
            return new ThresholdResult { Expression = Expression, Unit = "ms", Outcome = ThresholdOutcome.Fail, Remark = $"{away} clients never came back" };
        }

        string unit = Metric.UnitOf(IsShare);
        double? observed = Metric.IsOfStorm ? StormMetric.Of(Metric, run, IsShare)
            : Metric.Counted is { } name ? run.Counts.GetValueOrDefault(name)
            : Metric.Of(figures, IsShare);
        return new ThresholdResult
        {
            Expression = Expression,
            Observed = observed,
            Unit = unit,
            Outcome = observed is { } value ? Holds(value) ? ThresholdOutcome.Pass : ThresholdOutcome.Fail : ThresholdOutcome.NotMeasured,
            Window = Window?.ToString(),
            Remark = observed is not null ? null : Metric.IsOfStorm ? "no fault disconnected a client" : "nothing was measured that it could be compared with",
        };
    }

    private bool Holds(double value) => Comparison switch
    {
        Comparison.Below => value < Limit,
        Comparison.AtMost => value <= Limit,
        Comparison.Above => value > Limit,
        Comparison.AtLeast => value >= Limit,
        _ => Math.Abs(value - Limit) <= 1e-9 * Math.Max(1, Math.Abs(Limit)),
    };
}
