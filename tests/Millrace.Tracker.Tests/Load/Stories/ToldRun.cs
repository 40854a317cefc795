using System.Net;
using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Tracker.Load;
using Millrace.Tracker.Load.Stories;

namespace Millrace.Tracker.Tests.Load.Stories;

/// <summary>A run with made-up figures, told.</summary>
internal sealed class ToldRun
{
    private const long MiB = 1024 * 1024;

    private readonly Dictionary<string, long> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperationResult> _operations = new(StringComparer.Ordinal);

    public double Seconds { get; init; } = 30;

    public int Workers { get; init; } = 100;

    public LoadModel Load { get; init; } = new Closed();

    /// <summary>Where the tracker was, or null for the embedded one.</summary>
    public string? Target { get; init; }

    public (long Start, long Most)? MemoryMiB { get; init; } = (50, 60);

    public string? TargetCpus { get; init; } = "2";

    public double? CpuPercent { get; init; } = 70;

    public GeneratorResult Generator { get; init; } = new() { Verdict = GeneratorVerdict.Valid, SaturatedSide = SaturatedSide.Target };

    public IReadOnlyList<FaultResult> Faults { get; init; } = [];

    public long Lost { get; init; }

    /// <summary>The 90th percentile and the target's memory in each second.</summary>
    public Func<int, (double P90Ms, long RssMiB)> Second { get; init; } = static _ => (1, 60);

    public RunStory Story { get; private set; } = null!;

    /// <summary>So many right answers, one after the other with these latencies, and so many that failed.</summary>
    public ToldRun With(string operation, long ok, long failed = 0, params double[] latenciesMs)
    {
        Histogram histogram = new();
        for (long i = 0; i < ok; i++)
        {
            histogram.Record((long)(latenciesMs[i % latenciesMs.Length] * 1000));
        }

        _operations[operation] = new OperationResult
        {
            Count = ok + failed,
            Ok = ok,
            RatePerSecond = ok / Seconds,
            BytesIn = 100 * ok,
            Errors = failed == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["lost"] = failed },
            Response = LatencySummary.From(histogram),
            Service = LatencySummary.From(histogram),
        };
        return this;
    }

    public ToldRun Counted(string count, long times)
    {
        _metrics[count] = times;
        return this;
    }

    public ToldRun Tell()
    {
        Scenario scenario = Scenario.Of(LoadInTest.System, LoadInTest.System.Profiles[0]) with { Clients = Workers, Load = Load, Target = Target is null ? null : new Uri(Target) };
        long sent = _operations.Values.Sum(operation => operation.Count);
        var accounting = new Accounting { Due = sent, Sent = sent, Ok = sent - Lost, Lost = Lost, Received = sent - Lost };
        RunFile run = new()
        {
            System = "tracker",
            Profile = "medium",
            Mode = "closed",
            Environment = new RunEnvironment { StartedAt = DateTimeOffset.UnixEpoch, MillraceVersion = "1.2.3", Cores = 4, TargetCpus = TargetCpus },
            Parameters = new RunParameters
            {
                Clients = Workers,
                DurationSeconds = Seconds,
                LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed" },
                Target = Target ?? "embedded",
                Embedded = Target is null,
                Options = scenario.Parameters,
            },
            Phases = [new PhaseResult { Name = "steady", StartSeconds = 0, EndSeconds = Seconds, Measured = true, Operations = _operations, Accounting = accounting }],
            Operations = _operations,
            Accounting = accounting,
            Series = [.. Enumerable.Range(0, (int)Seconds).Select(second => new SeriesPoint { AtSeconds = second, Phase = "steady", P90Ms = Second(second).P90Ms, TargetRssBytes = Second(second).RssMiB * MiB })],
            Target = new TargetResult
            {
                Address = Target ?? "udp://127.0.0.1:40000/",
                Usage = CpuPercent is null && MemoryMiB is null ? null : new ProcessUsage { CpuPercentMean = CpuPercent, RssBytesStart = MemoryMiB?.Start * MiB, RssBytesMax = MemoryMiB?.Most * MiB },
            },
            Generator = Generator,
            Faults = Faults,
        };
        Story = new RunStory(run, scenario, _metrics);
        TrackerStory.Tell(Story, new TrackerRun(scenario) { Target = Target is null ? null : IPAddress.Parse(new Uri(Target).DnsSafeHost) });
        return this;
    }

    public ResultTable Table(string name) => Story.Tables.Single(table => table.Name == name);

    /// <summary>The row of a table that begins with a text, its other cells as text.</summary>
    public string[] Row(string table, string first) => [.. Table(table).Rows.Single(row => row[0].Text == first).Skip(1).Select(cell => cell.Text ?? FormattableString.Invariant($"{cell.Number}"))];
}
