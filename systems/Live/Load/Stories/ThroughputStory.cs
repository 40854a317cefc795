using Millrace.Results;
using static Millrace.Live.Load.Stories.LiveFacts;

namespace Millrace.Live.Load.Stories;

/// <summary>How many events, and how long each took: over all clients and for each.</summary>
internal static class ThroughputStory
{
    public static void Tell(LiveFacts facts)
    {
        OperationResult? main = facts.Main;
        long total = main?.Count ?? 0;
        double perSecond = (main?.Ok ?? 0) / facts.Seconds;
        double perClient = perSecond / facts.Run.Parameters.Clients;
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "throughput",
            Title = "Throughput",
            Columns =
            [
                new("Profile"), new("Clients"), new("Duration", "s"), new("Offered per client", "/s"), new("Throughput", "/s"), new("Per client", "/s"), new("Total"), new("Errors"),
            ],
            Rows =
            [
                [
                    facts.Run.Profile, facts.Run.Parameters.Clients, Math.Round(facts.Seconds, 3),
                    Cell(facts.Run.Parameters.RatePerSecond / facts.Run.Parameters.Clients), perSecond, perClient, total, total - (main?.Ok ?? 0),
                ],
            ],
            Remark = $"Of {facts.Noun}, in the measured phases. Offered is empty where each client goes on as soon as it is answered.",
        });
        if (main is not { Response: { } response })
        {
            return;
        }

        facts.Story.Tables.Add(new ResultTable
        {
            Name = "latency",
            Title = "Latency",
            Columns = [new("Time"), new("min", "ms"), new("p50", "ms"), new("p95", "ms"), new("p99", "ms"), new("max", "ms")],
            Rows = main.Service is { } service ? [Row("response", response), Row("service", service)] : [Row("response", response)],
            Remark = "Response counts from when an event was due by its client's schedule, service from when it was sent: with a server that falls behind, the first grows and the second may not.",
        });
        facts.Story.Find(
            FindingSeverity.Info,
            Text($"{facts.Run.Parameters.Clients:#,0} clients: {facts.Bound}{perSecond:#,0} {facts.Noun} a second ({perClient:0.00} each), p50 {response.P50Ms:0.00} ms, p99 {response.P99Ms:0.00} ms, the longest {response.MaxMs:0.0} ms."),
            ("perSecond", perSecond), ("perSecondPerClient", perClient), ("p50Ms", response.P50Ms), ("p99Ms", response.P99Ms), ("maxMs", response.MaxMs));
    }

    private static TableCell[] Row(string name, LatencySummary latency) => [name, latency.MinMs, latency.P50Ms, latency.P95Ms, latency.P99Ms, latency.MaxMs];
}
