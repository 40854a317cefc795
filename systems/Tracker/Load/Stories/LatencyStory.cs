using Millrace.Engine.Judging;
using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>Latencies of all operations together, judged by where the tracker is.</summary>
internal static class LatencyStory
{
    private const string Meaning =
        """
        What this means:

        - **Min**: fastest response time (best case)
        - **Avg**: mean latency (can be skewed by outliers)
        - **P50 (median)**: 50 % of requests were faster than this
        - **P95**: 95 % of requests were faster than this (important for user experience)
        - **P99**: 99 % of requests were faster than this (catches worst cases)
        - **Max**: slowest response (requests without an answer are counted as failed and are not in here)

        Status guide (local network):

        - **Excellent**: P95 < 1 ms, P99 < 5 ms
        - **Good**: P95 < 5 ms, P99 < 10 ms
        - **Acceptable**: P95 < 10 ms, P99 < 50 ms
        - **Poor**: P95 > 50 ms (indicates CPU bottleneck or lock contention)
        - **Critical**: P95 > 100 ms (tracker is overloaded)

        Status guide (remote/Internet):

        - **Excellent**: P95 < 10 ms, P99 < 50 ms
        - **Good**: P95 < 50 ms, P99 < 100 ms
        - **Acceptable**: P95 < 100 ms, P99 < 200 ms
        - **Poor**: P95 > 200 ms (network or tracker issues)

        What no line names takes the better neighbour's status, such as a local P95 from 10 to 50 ms: acceptable. Neither scale has a line for a P99 above its last: 50 ms and more (remote 200 ms) is a concern.
        """;

    public static void Tell(TrackerFacts facts)
    {
        LatencySummary? latency = facts.Latency;
        (Guide p95, Guide p99) = facts.IsLocal ? (TrackerGuides.LocalP95, TrackerGuides.LocalP99) : (TrackerGuides.RemoteP95, TrackerGuides.RemoteP99);
        GuideLevel? ofP95 = p95.LevelOf(latency?.P95Ms);
        GuideLevel? ofP99 = p99.LevelOf(latency?.P99Ms);
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "latency",
            Title = $"Latency statistics ({(facts.IsLocal ? "local" : "remote")})",
            Columns = [new("Percentile"), new("Latency", "ms"), new("Status")],
            Rows =
            [
                ["Min", Cell(latency?.MinMs), None],
                ["Avg", Cell(latency?.MeanMs), None],
                ["P50", Cell(latency?.P50Ms), None],
                ["P95", Cell(latency?.P95Ms), Level(ofP95)],
                ["P99", Cell(latency?.P99Ms), Level(ofP99)],
                ["Max", Cell(latency?.MaxMs), None],
            ],
            Remark = Meaning,
        });
        if (latency is null)
        {
            return;
        }

        GuideLevel? worst = Worst(ofP95, ofP99);
        facts.Story.Find(
            worst >= GuideLevel.Poor ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"Latency of {(facts.IsLocal ? "a local" : "a remote")} tracker, status {Level(worst)}: p50 {latency.P50Ms:0.###} ms, p95 {latency.P95Ms:0.###} ms, p99 {latency.P99Ms:0.###} ms, the longest {latency.MaxMs:0.##} ms."),
            ("p50Ms", latency.P50Ms), ("p95Ms", latency.P95Ms), ("p99Ms", latency.P99Ms), ("maxMs", latency.MaxMs));
    }
}
