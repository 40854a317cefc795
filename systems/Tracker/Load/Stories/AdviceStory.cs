using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>What can be set at a tracker of ours, by what is to be won, with this run's figure to it.</summary>
internal static class AdviceStory
{
    public static void Tell(TrackerFacts facts)
    {
        string cpu = facts.TargetCpuPercent is { } used ? Text($"{used:0} % of the tracker's processors in use") : "processor use not observed";
        double? pause = facts.Run.Target.Usage?.Runtime?.GcPauseMsMax;
        string tail = facts.Latency is { } latency ? Text($"p99 {latency.P99Ms:0.###} ms{(pause is { } ms ? Text($", longest GC pause {ms:0.0} ms") : "")}") : "nothing answered";
        string memory = facts.GrowthMiB is { } grown ? Text($"grew by {grown:0.0} MB") : "memory not observed";
        string size = facts.Run.Operations.GetValueOrDefault("announce") is { Ok: > 0 } announce ? Text($"{announce.BytesIn / (double)announce.Count:0} bytes in a mean announce answer") : "no announce was answered";
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "advice",
            Title = "Optimization recommendations",
            Columns = [new("Goal"), new("Recommendation"), new("Options of millrace serve tracker"), new("In this run")],
            Rows =
            [
                ["Increase throughput", "One event loop for each processor, each with a socket of its own", "--shards, --loop epoll", cpu],
                ["Increase throughput", "Fewer peers in an answer: bytes cost time in the kernel", "--max-peers, --default-peers", size],
                ["Increase throughput", "Less log in production: no line for a request", "--log warning", cpu],
                ["Reduce latency", "A processor for each loop that nothing else uses, and buffers that take a burst", "--shards, --receive-buffer", tail],
                ["Reduce latency", "Expiry in smaller steps: a longer period looks through fewer peers at a time", "--expiry-period", tail],
                ["Memory efficiency", "Forget peers sooner; clients announce again before that", "--interval, --peer-age", memory],
                ["Memory efficiency", "Bounds that nobody can exceed", "--max-peers-per-swarm, --max-swarms, --allow-list", memory],
                ["Scalability", "Several trackers behind a balancer that accept each other's connection IDs", "--secret-file", Text($"{facts.PerSecond:#,0} requests/s")],
                ["Scalability", "Clients told to come less often, and not together", "--interval, --interval-jitter", Text($"{facts.PerSecond:#,0} requests/s")],
                ["Availability", "Swarms that survive a restart, and limits for single addresses", "--snapshot, --connect-rate, --request-rate", Text($"{facts.ErrorPercent:0.###} % errors")],
            ],
            Remark = "All of it is a matter of options; nothing of it changes what clients see but the interval and the number of peers.",
        });
    }
}
