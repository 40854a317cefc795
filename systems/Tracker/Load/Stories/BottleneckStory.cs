using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>What held the tracker back, as far as one run can tell.</summary>
internal static class BottleneckStory
{
    private const double FullPercent = 85;
    private const double GrewMiB = 500;
    private const double GrewMiBPerMinute = 100;
    private const double TailTimes = 5;
    private const double TailMs = 1;
    private const double FarMs = 1;

    public static void Tell(TrackerFacts facts)
    {
        Evidence[] classes = [Cpu(facts), Memory(facts), Contention(facts), Network(facts), Buffers(facts)];
        facts.Story.Tables.Add(Evidence.Table(
            "bottlenecks", "Bottlenecks", "Class", "What helps", classes,
            "Whether latency grows with the number of workers shows in a sweep over several runs; one run shows what was used up."));
        foreach (Evidence seen in classes.Where(evidence => evidence.Fired == true))
        {
            facts.Story.Find(FindingSeverity.Warning, $"{seen.Name}: {seen.Figures}. {seen.Advice}");
        }
    }

    private static Evidence Cpu(TrackerFacts facts) => new(
        "CPU-bound",
        facts.TargetCpuPercent is { } cpu ? cpu >= FullPercent : null,
        facts.TargetCpuPercent is { } used ? Text($"the tracker used {used:0} % of its processors (rule: {FullPercent:0} %)") : facts.NoCpuPercent,
        "More processors and --shards; a run with --profile-target names the functions that take the time.");

    private static Evidence Memory(TrackerFacts facts)
    {
        bool? fired = facts.GrowthMiB is { } grown ? grown > GrewMiB || facts.GrowthMiBPerMinute > GrewMiBPerMinute : null;
        string rate = facts.GrowthMiBPerMinute is { } perMinute ? Text($", {perMinute:+0.0;-0.0;0.0} MB a minute") : "";
        return new(
            "Memory-bound",
            fired,
            facts.GrowthMiB is { } growth ? Text($"growth {growth:0.0} MB{rate} (rule: {GrewMiB:0} MB, or {GrewMiBPerMinute:0} MB a minute)") : "the tracker's process was not observed",
            "A shorter --peer-age and --expiry-period; --max-peers-per-swarm and --max-swarms as bounds.");
    }

    private static Evidence Contention(TrackerFacts facts)
    {
        LatencySummary? latency = facts.Latency;
        double? pause = facts.Run.Target.Usage?.Runtime?.GcPauseMsMax;
        return new(
            "Lock contention or pauses",
            latency is null || facts.HasFaults ? null : latency.P99Ms > TailTimes * latency.P95Ms && latency.P99Ms - latency.P95Ms > TailMs,
            latency is null ? "nothing was answered"
                : facts.HasFaults ? "a fault was injected, and the tail is its doing"
                : Text($"p99 {latency.P99Ms:0.###} ms against p95 {latency.P95Ms:0.###} ms (rule: {TailTimes:0} times and {TailMs:0} ms more){(pause is { } ms ? Text($"; the longest GC pause was {ms:0.0} ms") : "")}"),
            "A processor of its own for each shard (--target-cpus here, taskset or CPUAffinity in production): what waits for a lock or a processor shows in the tail.");
    }

    private static Evidence Network(TrackerFacts facts) => new(
        "Network I/O",
        facts.Latency is null ? null : !facts.IsLocal && facts.Latency.MinMs > FarMs,
        facts.IsLocal ? "the tracker is local" : Text($"the fastest answer took {Ms(facts.Latency?.MinMs)}: the way there and back"),
        "Expected when remote; ensure that the tracker has enough bandwidth, and judge it from a machine near to it.");

    private static Evidence Buffers(TrackerFacts facts)
    {
        Accounting measured = facts.Run.MeasuredAccounting();
        long own = facts.Story.Metric(TrackerCounts.OwnDrops);
        long unsent = facts.Story.Metric(TrackerCounts.NotSent);
        return new(
            "Receive buffers",
            measured.Sent == 0 ? null : measured.Lost > own + unsent && facts.Story.Metric(TrackerCounts.Refused) == 0 && !facts.HasFaults,
            Text($"{measured.Lost:#,0} requests were never answered, {own:#,0} answers were dropped by this machine's kernel, {unsent:#,0} requests were not sent by it"),
            "A larger --receive-buffer (and net.core.rmem_max), more --shards; the tracker's /metrics count what its kernel dropped.");
    }
}
