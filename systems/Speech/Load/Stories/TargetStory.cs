using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>The targets that such a service sets itself, by value.</summary>
internal static class TargetStory
{
    private const string Pass = "PASS", Partial = "PARTIAL", Fail = "FAIL", NotMeasured = "NOT MEASURED";
    private const int Connections = 1_000;
    private const double ChunkMs = 100, RestMs = 200, SessionBytes = 1_000_000, StartMs = 3_000;

    // A p99 of fewer is one answer's time.
    private const int LeastAnswers = 100;
    private static readonly string[] _fromBest = [NotMeasured, Pass, Partial, Fail];

    public static void Tell(RunStory story, IReadOnlyList<RunFacts> runs) => story.Tables.Add(Table(runs));

    /// <summary>The table over one run or several: of several, the worst figure counts, and of connections the most that were held.</summary>
    public static ResultTable Table(IReadOnlyList<RunFacts> runs) => new()
    {
        Name = "targets",
        Title = "Targets",
        Columns = [new("Metric"), new("Target"), new("Measured"), new("Status")],
        Rows =
        [
            Connected(runs),
            Latency(runs, "WebSocket latency (p99)", run => run.Chunks, ChunkMs),
            Latency(runs, "REST latency (p99)", run => run.Rest, RestMs),
            Memory(runs),
            Row("Startup time", "< 3 s", Most(runs, run => run.Run.Target.ReadyMs), StartMs, value => Text($"{value / 1000:0.00} s")),
        ],
        Remark = Text($"Connections: those that were held at the same time, each by a client of its own; PARTIAL is every one that was tried, held without a failure, but fewer than the target asks for. A p99 is of {LeastAnswers} answers or more, of which at most one in a hundred failed (then it is PARTIAL), ")
            + Text($"and none that a generator at its limit made late. Memory per session: with {RunFacts.EnoughSessions} sessions or more; by the difference of two runs where there are two, else growth since before the first client, an upper bound, which can show that the target is met and not that it is missed. ")
            + "Startup: from the start of the process to its ready line.",
    };

    private static TableCell[] Connected(IReadOnlyList<RunFacts> runs)
    {
        const string Metric = "Concurrent connections", Target = "1,000+";
        RunFacts[] tries = [.. runs.Where(run => run.Opened.Attempted > 0 && run.Run.Faults.Count == 0)];
        long failures = tries.Sum(run => run.Opened.Failed + Missing(run));
        if (tries.Where(run => run.HeldSessions is not null).MaxBy(run => run.HeldSessions) is not { HeldSessions: { } held } most)
        {
            return failures > 0 ? [Metric, Target, Text($"{failures:#,0} of {tries.Sum(run => run.Opened.Attempted):#,0} streams were not opened"), Fail] : [Metric, Target, NotMeasured, NotMeasured];
        }

        string status = failures > 0 ? held >= Connections && most.Opened.Failed + Missing(most) == 0 ? Partial : Fail : held >= Connections ? Pass : Partial;
        return [Metric, Target, Text($"{held:#,0} held, {failures:#,0} failures"), status];
    }

    private static long Missing(RunFacts run) => run.HeldSessions is not null && run.Held is { } held ? run.Clients - held : 0;

    // The worst run that says something counts.
    private static TableCell[] Latency(IReadOnlyList<RunFacts> runs, string metric, Func<RunFacts, OperationResult?> operation, double limit)
    {
        (string measured, string status, _) = runs.Select(run => Judge(run, operation(run), limit)).MaxBy(each => (Array.IndexOf(_fromBest, each.Status), each.P99Ms));
        return [metric, Text($"< {limit:0} ms"), measured, status];
    }

    private static (string Measured, string Status, double P99Ms) Judge(RunFacts run, OperationResult? operation, double limit)
    {
        if (operation is not { Count: > 0 })
        {
            return (NotMeasured, NotMeasured, 0);
        }

        if (operation.Response?.P99Ms is not { } p99)
        {
            return ("nothing was answered", Fail, 0);
        }

        long failed = operation.Count - operation.Ok;
        string measured = failed > 0 ? Text($"{p99:0.0} ms, and {failed:#,0} of {operation.Count:#,0} failed") : Text($"{p99:0.0} ms");
        return failed * 100 > operation.Count ? (measured, Fail, p99)
            : operation.Ok < LeastAnswers ? (Text($"{measured}, of {operation.Ok:#,0} answers"), NotMeasured, p99)
            : p99 < limit ? (measured, failed > 0 ? Partial : Pass, p99)
            : run.Bound.Length > 0 ? (Text($"{measured}, with the generator at its limit"), NotMeasured, p99)
            : (measured, Fail, p99);
    }

    private static TableCell[] Memory(IReadOnlyList<RunFacts> runs)
    {
        const string Metric = "Memory per session", Target = "< 1 MB";
        if (SessionWeight.Of(runs) is { Count: > 0 } weights)
        {
            double heaviest = weights.Max(weight => weight.Bytes);
            return heaviest > 0
                ? [Metric, Target, Text($"{heaviest / KiB:0.0} KiB"), heaviest < SessionBytes ? Pass : Fail]
                : [Metric, Target, "more sessions took no more memory than fewer", NotMeasured];
        }

        // The fixed part is in every run's figure: the run with the most sessions says the most about one.
        return runs.Where(run => run.TracksSessions && run.Workers == 1).MaxBy(run => run.HeldSessions)?.MemoryPerSession is > 0 and var grown
            ? [Metric, Target, Text($"at most {grown / KiB:0.0} KiB"), grown < SessionBytes ? Pass : NotMeasured]
            : [Metric, Target, NotMeasured, NotMeasured];
    }

    private static TableCell[] Row(string metric, string target, double? value, double limit, Func<double, string> say) =>
        value is { } measured ? [metric, target, say(measured), measured < limit ? Pass : Fail] : [metric, target, NotMeasured, NotMeasured];

    private static double? Most(IReadOnlyList<RunFacts> runs, Func<RunFacts, double?> figure) => runs.Select(figure).Where(value => value is not null).Max();
}
