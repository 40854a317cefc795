using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>The targets that such a service sets itself, by value.</summary>
internal static class TargetStory
{
    private const string Pass = "PASS", Partial = "PARTIAL", Fail = "FAIL", NotMeasured = "NOT MEASURED";
    private const int Connections = 1_000;
    private const double ChunkMs = 100, RestMs = 200, SessionBytes = MiB, StartMs = 3_000;

    public static void Tell(RunStory story, IReadOnlyList<RunFacts> runs) => story.Tables.Add(Table(runs));

    /// <summary>The table over one run or several: of several, the worst figure counts, and of connections the most that were held.</summary>
    public static ResultTable Table(IReadOnlyList<RunFacts> runs)
    {
        double? session = Least(runs, run => run.MemoryPerSession);
        return new ResultTable
        {
            Name = "targets",
            Title = "Targets",
            Columns = [new("Metric"), new("Target"), new("Measured"), new("Status")],
            Rows =
            [
                Connected(runs),
                Row("WebSocket latency (p99)", "< 100 ms", Most(runs, run => run.Chunks?.Response?.P99Ms), ChunkMs, value => Text($"{value:0.0} ms"), runs.Any(run => run.Chunks is { Ok: 0, Count: > 0 })),
                Row("REST latency (p99)", "< 200 ms", Most(runs, run => run.Rest?.Response?.P99Ms), RestMs, value => Text($"{value:0.0} ms"), runs.Any(run => run.Rest is { Ok: 0, Count: > 0 })),
                Row("Memory per session", "< 1 MB", session, SessionBytes, value => Text($"{value / KiB:0.0} KiB")),
                Row("Startup time", "< 3 s", Most(runs, run => run.Run.Target.ReadyMs), StartMs, value => Text($"{value / 1000:0.00} s")),
            ],
            Remark = "Connections: PARTIAL is every connection that was tried, held without a failure, but fewer than the target asks for. Memory per session: growth since before the first client, an upper bound. Startup: from the start of the process to its ready line.",
        };
    }

    private static TableCell[] Connected(IReadOnlyList<RunFacts> runs)
    {
        (long Held, long Failed)[] tries = [.. runs.Where(run => run.Opened.Attempted > 0 && run.Run.Faults.Count == 0).Select(run => (run.HeldSessions ?? run.Held ?? 0, run.Opened.Failed + Missing(run)))];
        if (tries.Length == 0)
        {
            return ["Concurrent connections", "1,000+", NotMeasured, NotMeasured];
        }

        (long held, long failed) = tries.MaxBy(each => each.Held);
        long failures = tries.Sum(each => each.Failed);
        string status = failures > 0 ? held >= Connections && failed == 0 ? Partial : Fail : held >= Connections ? Pass : Partial;
        return ["Concurrent connections", "1,000+", Text($"{held:#,0} held, {failures:#,0} failures"), status];
    }

    private static long Missing(RunFacts run) => run.Run.Mode == SpeechModes.Stream && run.Held is { } held ? run.Clients - held : 0;

    private static TableCell[] Row(string metric, string target, double? value, double limit, Func<double, string> say, bool hasFailed = false) =>
        value is { } measured ? [metric, target, say(measured), measured < limit ? Pass : Fail] : [metric, target, hasFailed ? "nothing was answered" : NotMeasured, hasFailed ? Fail : NotMeasured];

    private static double? Most(IReadOnlyList<RunFacts> runs, Func<RunFacts, double?> figure) => runs.Select(figure).Where(value => value is not null).Max();

    // The fixed part is in every run's figure: the run with the most sessions says the most about one.
    private static double? Least(IReadOnlyList<RunFacts> runs, Func<RunFacts, double?> figure) => runs.Select(figure).Where(value => value is not null).Min();
}
