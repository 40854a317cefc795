using Millrace.Engine.Judging;
using Millrace.Results;
using static Millrace.Results.GuideLevel;

namespace Millrace.Tracker.Load;

/// <summary>
/// How good is good, as people who run trackers put it. Latency has two scales, because a network has its own; levels of a scale may overlap (the worst counts) and leave gaps
/// (the better neighbour counts).
/// </summary>
internal static class TrackerGuides
{
    public const string SuccessName = "successPercent";
    public const string GrowthName = "memoryGrowthMiB";
    private const double MiB = 1024 * 1024;

    /// <summary>Answers a second; says something only where workers ask as fast as they are answered.</summary>
    public static Guide Rate { get; } = new("rate", [new(Good, 10_000), new(Acceptable, 5_000, 10_000), new(Poor, 0, 5_000)]);

    public static Guide Errors { get; } = new("errors", [new(Good, 0, 0.1), new(Acceptable, 0.1, 1), new(Poor, 1), new(Critical, 5)]);

    public static Guide Success { get; } = new(SuccessName, [new(Good, 99.9), new(Acceptable, 99, 99.9), new(Poor, 0, 99)]) { Figure = SuccessOf };

    /// <summary>How much the target grew, from before the load to its most.</summary>
    public static Guide Growth { get; } = new(GrowthName, [new(Good, null, 100), new(Acceptable, 100, 500), new(Concern, 500, 1024), new(Critical, 1024)]) { Figure = GrowthOf };

    public static Guide LocalP95 { get; } = new("p95", [new(Excellent, 0, 1), new(Good, 1, 5), new(Acceptable, 5, 10), new(Poor, 50), new(Critical, 100)]);

    public static Guide LocalP99 { get; } = new("p99", [new(Excellent, 0, 5), new(Good, 5, 10), new(Acceptable, 10, 50), new(Concern, 50)]);

    public static Guide RemoteP95 { get; } = new("p95", [new(Excellent, 0, 10), new(Good, 10, 50), new(Acceptable, 50, 100), new(Poor, 200)]);

    public static Guide RemoteP99 { get; } = new("p99", [new(Excellent, 0, 50), new(Good, 50, 100), new(Acceptable, 100, 200), new(Concern, 200)]);

    /// <summary>What holds wherever the tracker is.</summary>
    public static IReadOnlyList<Guide> Common { get; } = [Rate, Success, Errors, Growth];

    /// <summary>For a tracker on this machine or in a private network: expected mean latencies of each operation, and the tail of all.</summary>
    public static IReadOnlyList<Guide> Local { get; } =
        [LocalP95, LocalP99, .. ExpectedRange.All.Select(range => new Guide(range.GuideName, [new(Good, 0, range.ToMs), new(Concern, range.ToMs)]) { Figure = run => range.MeanOf(run) })];

    /// <summary>For a tracker behind the Internet.</summary>
    public static IReadOnlyList<Guide> Remote { get; } = [RemoteP95, RemoteP99];

    /// <summary>Shares of requests that were answered rightly and in time, in %.</summary>
    public static double? SuccessOf(RunFile run) => run.Operations.Values.Sum(operation => operation.Count) is > 0 and var all ? 100.0 * run.Operations.Values.Sum(operation => operation.Ok) / all : null;

    public static double? GrowthOf(RunFile run) => run.Target.Usage is { RssBytesStart: { } start, RssBytesMax: { } most } ? (most - start) / MiB : null;
}
