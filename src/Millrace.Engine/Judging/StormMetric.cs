using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>The figures of reconnect storms that thresholds can name. Over several faults the worst time counts, and counts are added.</summary>
internal static class StormMetric
{
    private const string Disconnected = "storm.disconnected";

    private static readonly Dictionary<string, Func<StormResult, double?>> _times = new(StringComparer.Ordinal)
    {
        ["storm.first"] = static storm => storm.BackFirstMs,
        ["storm.half"] = static storm => storm.BackHalfMs,
        ["storm.p99"] = static storm => storm.Back99Ms,
        ["storm.recovered"] = static storm => storm.BackLastMs,
    };

    private static readonly Dictionary<string, Func<StormResult, long>> _counts = new(StringComparer.Ordinal)
    {
        [Disconnected] = static storm => storm.Disconnected,
        ["storm.never-back"] = static storm => storm.NeverBack,
        ["storm.unanswered"] = static storm => storm.AttemptsUnanswered,
        ["storm.refused"] = static storm => storm.AttemptsRefused,
        ["storm.refused-twice"] = static storm => storm.RefusedTwice,
    };

    public static IReadOnlyList<string> Names { get; } = [.. _times.Keys, .. _counts.Keys];

    /// <summary>The metric of a name, or null.</summary>
    public static Metric? Find(string name) =>
        _times.ContainsKey(name) ? new Metric(name, MetricKind.StormTime) : _counts.ContainsKey(name) ? new Metric(name, MetricKind.StormCount) : null;

    /// <summary>The figure; null where no fault disconnected anybody, or where the clients that it asks for never came back.</summary>
    public static double? Of(Metric metric, RunTally run, bool isShare)
    {
        IReadOnlyList<StormResult> storms = run.Storms;
        if (storms.Count == 0)
        {
            return null;
        }

        if (metric.Kind == MetricKind.StormTime)
        {
            double?[] times = [.. storms.Select(_times[metric.Name])];
            return times.Contains(null) ? null : times.Max();
        }

        double sum = storms.Sum(_counts[metric.Name]);
        // Of those that a fault disconnected; but how many those were is a share of all that the run was to have.
        return !isShare ? sum : 100 * sum / (metric.Name == Disconnected ? (double)run.Clients * storms.Count : storms.Sum(storm => storm.Disconnected));
    }
}
