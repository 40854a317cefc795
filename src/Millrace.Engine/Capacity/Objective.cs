using Millrace.Engine.Judging;
using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>What a load must meet to count as held: thresholds as a run has them, such as <c>p99&lt;50ms, loss=0</c>.</summary>
public sealed record Objective
{
    private Objective(IReadOnlyList<Threshold> thresholds) => Thresholds = thresholds;

    /// <summary>Its parts.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; }

    /// <summary>
    /// How many of the messages that did not succeed have a condition of their own, which says how many of them may be; of the others there may be next to none. A condition on one operation
    /// or one window alone says nothing of the rest.
    /// </summary>
    internal long Allowed(Accounting account)
    {
        bool Names(string metric) => Thresholds.Any(threshold => threshold.Metric.Name == metric && threshold is { Operation: null, Window: null });
        return Names("errors") ? account.Sent - account.Ok
            : (Names("loss") ? account.Loss : Names("indefinite") ? account.Indefinite : 0)
            + (Names("failed") ? account.Failed : 0) + (Names("corrupted") ? account.Corrupted : 0) + (Names("late") ? account.Late : 0);
    }

    /// <summary>Reads an objective. Throws <see cref="ThresholdException"/>.</summary>
    public static Objective Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Threshold[] thresholds = [.. parts.Select(Threshold.Parse)];
        if (thresholds.Length == 0)
        {
            throw new ThresholdException(text, "an objective names at least one condition, such as p99<50ms");
        }

        if (thresholds.FirstOrDefault(threshold => threshold.Metric.Kind is MetricKind.Rate or MetricKind.SentRate || threshold.Metric.IsOfStorm) is { } senseless)
        {
            throw new ThresholdException(senseless.Expression, senseless.Metric.IsOfStorm
                ? "a search for capacity injects no faults, so nobody is disconnected by one"
                : "the rate is what the search varies; an objective is about what becomes of the messages, such as p99<50ms, loss=0");
        }

        if (thresholds.FirstOrDefault(threshold => threshold.AbortAfter is not null) is { } hasty)
        {
            throw new ThresholdException(hasty.Expression, "a step of a search is judged when it has ended, so that all of them are as long: leave the abort out");
        }

        return new Objective(thresholds);
    }

    /// <summary>The largest share of a limit that a run used, 1 at the limit itself; null where no part has a limit above 0 that a run comes near to.</summary>
    internal double? ClosenessOf(RunFile run)
    {
        double? most = null;
        foreach (Threshold threshold in Thresholds.Where(threshold => threshold is { Comparison: Comparison.Below or Comparison.AtMost, Limit: > 0 }))
        {
            if (run.Thresholds.FirstOrDefault(result => result.Expression == threshold.Expression)?.Observed is { } observed)
            {
                most = Math.Max(most ?? 0, observed / threshold.Limit);
            }
        }

        return most;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => string.Join(", ", Thresholds.Select(threshold => threshold.Expression));
}
