using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>What was asked of each endpoint, and how it answered.</summary>
internal static class EndpointStory
{
    private static readonly (string Operation, string Endpoint)[] _endpoints =
    [
        ("audio-chunk", "WebSocket audio_chunk"), ("ws-connect", "WebSocket connect"), ("rest-transcribe", "REST /v1/transcribe"), ("health", "Health check"),
    ];

    public static void Tell(RunStory story, RunFacts facts)
    {
        story.Tables.Add(new ResultTable
        {
            Name = "endpoints",
            Title = "Endpoints",
            Columns = [new("Endpoint"), new("Requests"), new("Failures"), new("Avg", "ms"), new("p50", "ms"), new("p99", "ms"), new("RPS", "/s")],
            Rows = [.. _endpoints.Select(endpoint => Row(facts, endpoint.Operation, endpoint.Endpoint)).OfType<TableCell[]>()],
            Remark = "In the measured phases. Times count from when something was due to its answer, and those of chunks that a user sends one after another from when they were sent; those of failures are not in them. Where all streams were opened before anything was measured, the connects are those of the whole run.",
        });
        story.Tables.Add(new ResultTable
        {
            Name = "throughput",
            Title = "Throughput",
            Columns = [new("Load level"), new("WebSocket RPS", "/s"), new("Total RPS", "/s")],
            Rows = [[Text($"{facts.Clients} clients"), facts.ChunksPerSecond, facts.AllPerSecond]],
            Remark = facts.Bound.Length > 0 ? "The generator was the limit: the target may do more." : null,
        });
        if (facts.Chunks?.Response is { } response)
        {
            story.Find(
                FindingSeverity.Info,
                Text($"{facts.Clients:#,0} clients: {facts.Bound}{facts.ChunksPerSecond:#,0} chunks a second ({facts.Bound}{facts.AllPerSecond:#,0} requests of all kinds), average {response.MeanMs:0.0} ms, p99 {response.P99Ms:0.0} ms."),
                ("chunksPerSecond", facts.ChunksPerSecond), ("requestsPerSecond", facts.AllPerSecond), ("meanMs", response.MeanMs), ("p99Ms", response.P99Ms));
        }
    }

    private static TableCell[]? Row(RunFacts facts, string operation, string endpoint)
    {
        if (facts.Run.Operations.GetValueOrDefault(operation) is { Count: > 0 } measured)
        {
            return [endpoint, measured.Count, measured.Count - measured.Ok, Cell(measured.Response?.MeanMs), Cell(measured.Response?.P50Ms), Cell(measured.Response?.P99Ms), measured.Ok / facts.Seconds];
        }

        return operation == "ws-connect" && Totals.Of(facts.Run, operation) is { Attempted: > 0 } whole
            ? [endpoint, whole.Attempted, whole.Failed, Cell(whole.Service?.MeanMs), Cell(whole.Service?.P50Ms), Cell(whole.Service?.P99Ms), default]
            : null;
    }
}
