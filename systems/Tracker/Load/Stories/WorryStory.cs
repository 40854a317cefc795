using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>When to worry, and when to optimise: each rule with what the run says to it.</summary>
internal static class WorryStory
{
    private const double ErrorPercent = 1;
    private const double TrendTimes = 1.5;
    private const double TrendMs = 1;
    private const double IdlePercent = 50;
    private const double GrewMiBPerMinute = 100;
    private const double LocalUsersMs = 100;

    public static void Tell(TrackerFacts facts)
    {
        Evidence[] rules = [Errors(facts), Trend(facts), Plateau(facts), Growth(facts), Users(facts), HalfFull(facts)];
        facts.Story.Tables.Add(Evidence.Table(
            "worries", "When to worry", "Rule", "Why", rules,
            "When to optimise: before hitting limits, at 50 % of what the tracker can take; when latency reaches users; when scaling up (test at twice the expected load); and measure again after code changes."));
        foreach (Evidence worry in rules[..4].Where(evidence => evidence.Fired == true))
        {
            facts.Story.Find(FindingSeverity.Warning, $"Worry: {worry.Name}. {worry.Figures}. {worry.Advice}");
        }
    }

    private static Evidence Errors(TrackerFacts facts) => new(
        "Error rate > 1 %",
        facts.Requests == 0 ? null : facts.ErrorPercent > ErrorPercent,
        Text($"{facts.ErrorPercent:0.###} % of {facts.Requests:#,0} requests"),
        "Clients will retry, increasing load.");

    private static Evidence Trend(TrackerFacts facts) => new(
        "Latency increases with test duration",
        facts.P90Trend is { } trend && !facts.HasFaults ? trend.Last > TrendTimes * trend.First && trend.Last - trend.First > TrendMs : null,
        facts.HasFaults ? "a fault was injected" : facts.P90Trend is { } found ? Text($"p90 of a second {found.First:0.###} ms in the first third, {found.Last:0.###} ms in the last (rule: {TrendTimes} times and {TrendMs:0} ms more)") : "too short a run to tell",
        "Likely a memory leak or queue buildup.");

    // Whether a rate is flat shows over several runs only.
    private static Evidence Plateau(TrackerFacts facts) => new(
        "Rate stays flat while CPU < 50 %",
        null,
        Text($"{facts.PerSecond:#,0} requests/s with {facts.Story.Scenario.Clients:#,0} workers, {(facts.TargetCpuPercent is { } cpu ? Text($"{cpu:0} % of the tracker's processors in use") : facts.NoCpuPercent)}; {Side(facts)}"),
        "Lock contention or an I/O bottleneck; millrace sweep over the number of clients shows whether the rate is flat.");

    private static Evidence Growth(TrackerFacts facts) => new(
        "Memory grows > 100 MB/min",
        facts.GrowthMiBPerMinute is { } rate ? rate > GrewMiBPerMinute : null,
        facts.GrowthMiBPerMinute is { } perMinute ? Text($"{perMinute:+0.0;-0.0;0.0} MB a minute") : "not observed, or too short a run",
        "Memory leak or excessive state retention.");

    private static Evidence Users(TrackerFacts facts) => new(
        "P95 > 100 ms for a local tracker",
        facts.Latency is { } latency && facts.IsLocal ? latency.P95Ms > LocalUsersMs : null,
        facts.IsLocal ? Text($"p95 {Ms(facts.Latency?.P95Ms)}") : "the tracker is remote",
        "Users will notice.");

    private static Evidence HalfFull(TrackerFacts facts) => new(
        "More than half of the capacity is used",
        facts.IsSaturating ? null : facts.TargetCpuPercent is { } cpu ? cpu > IdlePercent : null,
        facts.IsSaturating ? "this load asks for all that there is; use mode paced with the rate that you expect"
            : facts.TargetCpuPercent is { } used ? Text($"{used:0} % of the tracker's processors") : facts.NoCpuPercent,
        "Optimise or add processors before the limit is reached, not at it.");

    private static string Side(TrackerFacts facts) => facts.Run.Generator.SaturatedSide switch
    {
        SaturatedSide.Generator => "the generator was the limit",
        SaturatedSide.Target => "the tracker was the limit",
        SaturatedSide.Neither => "neither side used up its processors",
        _ => "which side was the limit is not known",
    };
}
