using Millrace.Results;

namespace Millrace.Reports.Tests;

/// <summary>Run files made by hand, with a number in every place.</summary>
internal static class SampleRuns
{
    public static RunFile Baseline { get; } = Whole();

    public static RunFile Minimal { get; } = new()
    {
        System = "gateway",
        Profile = "baseline",
        Environment = new RunEnvironment { StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), MillraceVersion = "0.1.0" },
        Parameters = new RunParameters { Clients = 10, DurationSeconds = 10, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed, 10 clients" } },
    };

    public static RunFile TargetDied { get; } = Baseline with
    {
        Accounting = new Accounting { Due = 1000, Sent = 990, Dropped = 10, Ok = 940, Indefinite = 50, Received = 940 },
        Phases = [new PhaseResult { Name = "steady", StartSeconds = 0.1, EndSeconds = 4.2, Accounting = new Accounting { Due = 1000, Sent = 990, Dropped = 10, Ok = 940, Indefinite = 50, Received = 940 } }],
        Target = Baseline.Target with { Exit = new TargetExit { AtSeconds = 4.2, How = "killed by SIGKILL", Code = 137, LastWords = "no memory" } },
        Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.TargetDied, Reasons = ["the target died 4.2 s into the run"] },
    };

    public static RunFile Killed { get; } = Baseline with
    {
        Accounting = new Accounting { Due = 1000, Sent = 1000, Ok = 980, Received = 980 },
        Verdict = new Verdict(),
        Thresholds = [],
    };

    public static Histogram Spread(int count, long fromUs, long stepUs)
    {
        Histogram histogram = new();
        for (int i = 0; i < count; i++)
        {
            histogram.Record(fromUs + (i * stepUs));
        }

        return histogram;
    }

    private static OperationResult Echo(int count, double perSecond) => new()
    {
        Count = count + 3,
        Ok = count,
        RatePerSecond = perSecond,
        Errors = new Dictionary<string, long> { ["timeout"] = 2, ["reset"] = 1 },
        BytesOut = 64L * count,
        BytesIn = 64L * count,
        Response = LatencySummary.From(Spread(count, 120, 3)),
        Service = LatencySummary.From(Spread(count, 90, 1)),
        Lateness = LatencySummary.From(Spread(count, 2, 0)),
    };

    private static RunFile Whole() => new()
    {
        System = "gateway",
        Profile = "baseline",
        Mode = "pingpong",
        Environment = new RunEnvironment
        {
            StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
            MillraceVersion = "0.1.0",
            CpuModel = "Example CPU 9",
            Cores = 4,
            MemoryBytes = 16L << 30,
            Kernel = "6.1.0",
            Os = "Debian GNU/Linux 12",
            Runtime = ".NET 10.0.1",
            GcMode = "workstation, concurrent",
            DescriptorLimit = 20000,
            EphemeralPortFirst = 32768,
            EphemeralPortLast = 60999,
            ClockSource = "tsc",
            ClockResolutionNs = 26,
            GitCommit = "0123abc",
            GitDirty = true,
            GeneratorCpus = "0-1",
            TargetCpus = "2-3",
        },
        Parameters = new RunParameters
        {
            Clients = 100,
            DurationSeconds = 10,
            WarmupSeconds = 2,
            PayloadBytes = 64,
            Window = 1,
            TimeoutMs = 5000,
            Seed = 7,
            GeneratorShards = 2,
            LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed, no think time" },
            Options = new Dictionary<string, string> { ["compression"] = "off" },
            CommandLine = "millrace run gateway --profile baseline --seed 7",
        },
        Phases =
        [
            new PhaseResult { Name = "connect", StartSeconds = 0, EndSeconds = 0.12, Measured = false },
            new PhaseResult { Name = "warm-up", StartSeconds = 0.12, EndSeconds = 2.12, Measured = false, Operations = new Dictionary<string, OperationResult> { ["echo"] = Echo(2000, 1000) } },
            new PhaseResult { Name = "steady", StartSeconds = 2.12, EndSeconds = 12.12, Operations = new Dictionary<string, OperationResult> { ["echo"] = Echo(10000, 1000) }, Accounting = new Accounting { Due = 10006, Sent = 10004, Dropped = 2, Ok = 10000, Lost = 3, Indefinite = 1, Received = 10000 } },
        ],
        Operations = new Dictionary<string, OperationResult> { ["echo"] = Echo(10000, 1000) },
        Accounting = new Accounting { Due = 12008, Sent = 12006, Dropped = 2, Ok = 12000, Late = 1, Failed = 1, Lost = 3, Corrupted = 0, Indefinite = 1, Received = 12003, Duplicated = 1 },
        Series =
        [
            new SeriesPoint { AtSeconds = 0, Phase = "warm-up", SentPerSecond = 990, OkPerSecond = 980, ConnectedClients = 100 },
            new SeriesPoint
            {
                AtSeconds = 1, Phase = "steady", SentPerSecond = 1002, OkPerSecond = 1001, ErrorsPerSecond = 3, P50Ms = 0.9, P90Ms = 1.1, P99Ms = 1.39, MaxMs = 30.1, InFlight = 100,
                ConnectedClients = 99, TargetCpuPercent = 88, TargetRssBytes = 50 << 20, GeneratorCpuPercent = 61,
            },
        ],
        Target = new TargetResult
        {
            Address = "ws://127.0.0.1:40123/ws/",
            Pid = 4242,
            Command = "millrace serve gateway --echo --port 0 --ready-json",
            ReadyMs = 97,
            Usage = new ProcessUsage
            {
                CpuPercentMean = 88.2,
                CpuPercentMax = 99,
                CpuSeconds = 8.8,
                RssBytesStart = 30 << 20,
                RssBytesMax = 52 << 20,
                RssBytesEnd = 51 << 20,
                ThreadsMax = 12,
                DescriptorsMax = 130,
                Runtime = new RuntimeUsage { Gen0Collections = 3, Gen1Collections = 1, Gen2Collections = 0, GcPauseMsTotal = 2.5, GcPauseMsMax = 1.1, HeapBytesMax = 5 << 20, HeapBytesEnd = 4 << 20, AllocatedBytes = 12 << 20 },
            },
        },
        Companions =
        [
            new CompanionResult
            {
                Name = "backend", Pid = 4243, Command = "python3 chat.py --port 40124", Usage = new ProcessUsage { CpuPercentMean = 40.5, CpuSeconds = 4.05, RssBytesMax = 20 << 20 },
                Exit = new TargetExit { AtSeconds = 11.5, How = "exited with code 1", Code = 1, LastWords = "Traceback: the gateway has gone" },
            },
        ],
        Generator = new GeneratorResult
        {
            Verdict = GeneratorVerdict.Valid,
            SaturatedSide = SaturatedSide.Target,
            Reasons = ["the target used 99 % of its cores"],
            Usage = new ProcessUsage { CpuPercentMean = 61, CpuPercentMax = 70, CpuSeconds = 6.1, RssBytesMax = 80 << 20 },
        },
        Faults =
        [
            new FaultResult
            {
                Kind = "pause", Spec = "pause@5s..8s", Target = "target", AtSeconds = 7, UntilSeconds = 10, InjectedAtSeconds = 7.001, RemovedAtSeconds = 10.002, DetectMs = 12, PropagateMs = 110,
                RecoverFirstMs = 1.2, RecoverLastMs = 140, Errors = 0, Lost = 0, Backlog = 300,
                Storm = new StormResult
                {
                    Disconnected = 100, BackFirstMs = 3.5, BackHalfMs = 40, Back99Ms = 900, NeverBack = 1, AttemptsUnanswered = 420, AttemptsRefused = 7, RefusedTwice = 2,
                    Failures = new Dictionary<string, long> { ["refused"] = 420, ["http-503"] = 7 },
                },
            },
            new FaultResult { Kind = "kill", Spec = "kill@9s", Target = "target", AtSeconds = 11, Failure = "the target's process had already ended" },
        ],
        Invariants = new Dictionary<string, long> { ["echo-equals-sent"] = 0, ["order-per-client"] = 2 },
        Guides =
        [
            new GuideResult
            {
                Metric = "p99Ms", Value = 30.1, Level = GuideLevel.Good,
                Scale = [new GuideBand(GuideLevel.Excellent, null, 10), new GuideBand(GuideLevel.Good, 10, 50), new GuideBand(GuideLevel.Poor, 50)],
            },
            new GuideResult { Metric = "memoryGrowth" },
        ],
        Findings =
        [
            new Finding { Severity = FindingSeverity.Info, Text = "the first second was slower than the rest" },
            new Finding { Severity = FindingSeverity.Problem, Text = "2 answers came out of order" },
        ],
        Tables =
        [
            new ResultTable
            {
                Name = "published", Title = "Results summary", Columns = [new TableColumn("clients"), new TableColumn("mode"), new TableColumn("Msg/s", "/s"), new TableColumn("p50", "ms"), new TableColumn("loss", "%")],
                Rows = [[100, "pingpong", 1000, 15.12, 0.025], [1000, "a|b", default, default, 0]], Remark = "As the results page of the system shows it.",
            },
        ],
        Labels = new Dictionary<string, string> { ["branch"] = "main", [RunFile.NoteLabel] = "after the change" },
        Thresholds =
        [
            new ThresholdResult { Expression = "p99<50ms", Observed = 29.8, Unit = "ms", Outcome = ThresholdOutcome.Pass },
            new ThresholdResult { Expression = "loss=0", Observed = 3, Unit = "messages", Outcome = ThresholdOutcome.Fail, Source = "profile baseline" },
            new ThresholdResult { Expression = "memory<1MiB", Outcome = ThresholdOutcome.NotMeasured, Window = "5s..8s", Remark = "the target's process was not observed" },
        ],
        Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Reasons = ["loss=0 was not met: 3 messages"], Ending = RunEnding.Completed },
        Fingerprint = "00112233aabbccdd",
    };
}
