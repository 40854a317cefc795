using Millrace.Engine;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>What the runs of a suite show together: throughput by load level, the targets over all, what a session weighs by difference, what tracking and further workers cost and bring.</summary>
internal static class SpeechSuiteStory
{
    private static readonly string[] _invariants = ["chunks-answered-once", "answers-in-order", "no-unreadable-messages", "session-counts-agree"];

    public static SuiteStory Tell(IReadOnlyList<RunFile> runs)
    {
        RunFacts[] facts = [.. runs.Select(run => new RunFacts(run))];
        return new SuiteStory
        {
            Tables = [Throughput(facts), TargetStory.Table(facts), .. Memory(facts), .. Tracking(facts), .. Workers(facts)],
            Charts = [.. Charts(facts)],
            Invariants = _invariants.ToDictionary(name => name, name => runs.Sum(run => run.Invariants.GetValueOrDefault(name)), StringComparer.Ordinal),
        };
    }

    private static ResultTable Throughput(RunFacts[] runs) => new()
    {
        Name = "throughput",
        Title = "Throughput by load level",
        Columns = [new("Profile"), new("Clients"), new("WebSocket RPS", "/s"), new("Total RPS", "/s"), new("WebSocket avg", "ms"), new("WebSocket p99", "ms"), new("REST p99", "ms"), new("Failures"), new("Limit")],
        Rows =
        [
            .. runs.Select(run => (TableCell[])
            [
                run.Run.Profile, run.Clients, run.ChunksPerSecond, run.AllPerSecond, Cell(run.Chunks?.Response?.MeanMs), Cell(run.Chunks?.Response?.P99Ms), Cell(run.Rest?.Response?.P99Ms),
                run.Run.Operations.Values.Sum(operation => operation.Count - operation.Ok), run.Bound.Length > 0 ? "generator" : "",
            ]),
        ],
    };

    private static IEnumerable<ResultTable> Memory(RunFacts[] runs)
    {
        TableCell[][] rows =
        [
            .. SessionWeight.Of(runs).Select(weight => (TableCell[])
            [
                weight.Kind, Cell(weight.Few.HeldSessions), Cell(weight.Many.HeldSessions), Cell(weight.Few.MemorySteady / MiB), Cell(weight.Many.MemorySteady / MiB), Cell(weight.Bytes / KiB),
            ]),
        ];
        if (rows.Length > 0)
        {
            yield return new ResultTable
            {
                Name = "memory",
                Title = "Memory per session by difference",
                Columns = [new("Sessions"), new("Fewer"), new("More"), new("Memory with fewer", "MiB"), new("Memory with more", "MiB"), new("Per session", "KiB")],
                Rows = rows,
                Remark = "Resident memory in the steady state of two runs: what is the same in both, such as code and the runtime, falls out.",
            };
        }
    }

    private static IEnumerable<ResultTable> Tracking(RunFacts[] runs)
    {
        RunFacts? with = runs.FirstOrDefault(run => run.Run.Profile == "tracked");
        RunFacts? without = runs.FirstOrDefault(run => !run.TracksSessions);
        if (with is null || without is null)
        {
            yield break;
        }

        yield return new ResultTable
        {
            Name = "tracking",
            Title = "The cost of session tracking",
            Columns = [new("Sessions"), new("Chunks", "/s"), new("p99", "ms"), new("Processor per chunk", "us"), new("Memory per session", "KiB")],
            Rows =
            [
                Row("tracked", with),
                Row("not tracked", without),
                [
                    "difference", Cell(Comparable(with.ChunksPerSecond - without.ChunksPerSecond)), Cell(Comparable(with.Chunks?.Response?.P99Ms - without.Chunks?.Response?.P99Ms)), Cell(with.CpuMicrosecondsPerChunk - without.CpuMicrosecondsPerChunk),
                    Cell((with.MemoryPerSession - without.MemoryPerSession) / KiB),
                ],
            ],
            Remark = "One run each: a difference below what two runs of the same differ by says nothing. None is told of what a generator at its limit decided.",
        };

        // What a generator at its limit made late says nothing of tracking.
        double? Comparable(double? difference) => with.Bound.Length + without.Bound.Length > 0 ? null : difference;

        static TableCell[] Row(string name, RunFacts run) => [name, run.ChunksPerSecond, Cell(run.Chunks?.Response?.P99Ms), Cell(run.CpuMicrosecondsPerChunk), Cell(run.MemoryPerSession / KiB)];
    }

    private static IEnumerable<ResultTable> Workers(RunFacts[] runs)
    {
        RunFacts[] its = [.. runs.Where(run => run.Run.Profile.StartsWith("workers-", StringComparison.Ordinal)).OrderBy(run => run.Workers)];
        if (its.Length < 2)
        {
            yield break;
        }

        yield return new ResultTable
        {
            Name = "workers",
            Title = "Several workers",
            Columns = [new("Workers"), new("Clients"), new("Chunks", "/s"), new("avg", "ms"), new("p99", "ms"), new("Processor", "%"), new("Processor per chunk", "us"), new("Memory", "MiB"), new("Limit")],
            Rows =
            [
                .. its.Select(run => (TableCell[])
                [
                    run.Workers, run.Clients, run.ChunksPerSecond, Cell(run.Chunks?.Response?.MeanMs), Cell(run.Chunks?.Response?.P99Ms), Cell(run.Run.Target.Usage?.CpuPercentMean),
                    Cell(run.CpuMicrosecondsPerChunk), Cell(run.MemorySteady / MiB), run.Bound.Length > 0 ? "generator" : "",
                ]),
            ],
            Remark = Text($"Processor and memory of all processes added up; pages that they share count in each. Of the machine's {its[0].Run.Environment.Cores} processors the target had {its[0].Run.Environment.TargetCpus ?? "all"}, and the generator {its[0].Run.Environment.GeneratorCpus ?? "all"}."),
        };
    }

    private static IEnumerable<ResultChart> Charts(RunFacts[] runs)
    {
        RunFacts[] levels = [.. runs.Where(run => run.Run.Profile.StartsWith("mixed-", StringComparison.Ordinal)).OrderBy(run => run.Clients)];
        if (levels.Length > 1)
        {
            yield return new ResultChart
            {
                Name = "throughput",
                Title = "Throughput by load level",
                Axis = "requests per second",
                Labels = [.. levels.Select(run => Text($"{run.Clients} users"))],
                Series = [new ChartSeries("WebSocket", [.. levels.Select(run => (double?)run.ChunksPerSecond)]), new ChartSeries("total", [.. levels.Select(run => (double?)run.AllPerSecond)])],
            };
        }
    }
}
