namespace Millrace.Results.Tests;

/// <summary>A run in which every key has a value; encoded histograms are fixed, because compressors differ between machines.</summary>
internal static class SampleRun
{
    public const string EncodedHistogram = "HISTFAAAADR4nJNpmSzMwMAAwowMDAzMDBAAYjNcm7yEAcZnYmFg+irPxXSDpTfuwVGOy28YWQC/gAnN";

    public static RunFile Create() => WithFingerprint(new RunFile
    {
        System = "gateway",
        Profile = "baseline",
        Mode = "pingpong",
        Environment = new RunEnvironment
        {
            StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(1)),
            MillraceVersion = "0.1.0",
            CpuModel = "Example CPU 3000",
            Cores = 8,
            MemoryBytes = 16_777_216_000,
            Kernel = "6.8.0-31",
            Os = "Ubuntu 24.04",
            Runtime = ".NET 10.0.12",
            GcMode = "workstation, concurrent",
            TieredPgo = false,
            DescriptorLimit = 65_536,
            EphemeralPortFirst = 32_768,
            EphemeralPortLast = 60_999,
            ClockSource = "tsc",
            ClockResolutionNs = 41.25,
            GitCommit = "0123456789abcdef0123456789abcdef01234567",
            GitDirty = true,
            HostHash = "89abcdef",
            GeneratorCpus = "4-7",
            TargetCpus = "0-3",
        },
        Parameters = new RunParameters
        {
            Clients = 100,
            DurationSeconds = 30,
            Iterations = 100,
            WarmupSeconds = 2,
            LoadModel = new LoadModelDescription
            {
                Kind = LoadModelKind.ArrivalRate,
                Text = "arrival rate, ramping 0 to 5,000/s over 30 s",
                RatePerSecond = 5000,
                IntervalMs = 20,
                ThinkTimeMs = 0.5,
                Window = 4,
                Spread = "poisson",
                Stages = [new LoadStage(10, 1000), new LoadStage(20, 5000)],
            },
            PayloadBytes = 64,
            Target = "ws://127.0.0.1:40123/ws/",
            Tls = true,
            Window = 4,
            RatePerSecond = 5000,
            TargetMemoryBytes = 2L << 30,
            TimeoutMs = 1000,
            Strict = true,
            Seed = 42,
            Reconnect = "backoff",
            GeneratorShards = 2,
            Options = new Dictionary<string, string> { ["noRead"] = "true", ["frame"] = "text" },
            CommandLine = "millrace run gateway --profile baseline",
        },
        Phases = [new PhaseResult { Name = "steady", StartSeconds = 2, EndSeconds = 32, Operations = Operations(), Accounting = Account() }],
        Operations = Operations(),
        Accounting = Account(),
        Series =
        [
            new SeriesPoint
            {
                AtSeconds = 2, SpanSeconds = 2, Phase = "steady", SentPerSecond = 4999.5, OkPerSecond = 4998.123456, ErrorsPerSecond = 0.5, DroppedPerSecond = 1,
                P50Ms = 0.251, P90Ms = 0.4, P99Ms = 1.25, MaxMs = 9.75, InFlight = 12, ConnectedClients = 100,
                TargetCpuPercent = 150.25, TargetRssBytes = 90_000_000, TargetHeapBytes = 4_000_000, GeneratorCpuPercent = 90.5, GeneratorRssBytes = 80_000_000,
            },
        ],
        Target = new TargetResult
        {
            Address = "ws://127.0.0.1:40123/ws/",
            Pid = 4711,
            Command = "millrace serve gateway --echo --port 0 --ready-json",
            ReadyMs = 180.5,
            Exit = new TargetExit { AtSeconds = 31.5, How = "killed by SIGKILL", Code = 137, LastWords = "out of memory" },
            Usage = Usage(),
            RuntimeProblem = "process 4711 has no .NET diagnostics port",
        },
        Generator = new GeneratorResult
        {
            Verdict = GeneratorVerdict.GeneratorLimited,
            Reasons = ["The generator used 98 % of its 2 cores."],
            SaturatedSide = SaturatedSide.Generator,
            Disturbed = true,
            Usage = Usage(),
        },
        Companions =
        [
            new CompanionResult
            {
                Name = "backend", Pid = 4243, Command = "python3 chat.py --port 40124", Usage = Usage(),
                Exit = new TargetExit { AtSeconds = 11.5, How = "exited with code 1", Code = 1, LastWords = "it has gone" },
            },
        ],
        Faults =
        [
            new FaultResult
            {
                Kind = "pause", Spec = "pause@5s..8s", Target = "target", AtSeconds = 5, UntilSeconds = 8, InjectedAtSeconds = 5.001, RemovedAtSeconds = 8.002,
                DetectMs = 1000.5, PropagateMs = 1010, RecoverFirstMs = 0.25, RecoverLastMs = 12, Errors = 3, Lost = 1, Backlog = 400, Failure = "removed late",
                Storm = new StormResult
                {
                    Disconnected = 100, BackFirstMs = 3.5, BackHalfMs = 40, Back99Ms = 900, BackLastMs = 1250.5, NeverBack = 1, AttemptsUnanswered = 420, AttemptsRefused = 7, RefusedTwice = 2,
                    Failures = new Dictionary<string, long> { ["refused"] = 420, ["http-503"] = 7 },
                },
            },
        ],
        Invariants = new Dictionary<string, long> { ["order"] = 0, ["echo"] = 2 },
        Guides =
        [
            new GuideResult
            {
                Metric = "p99Ms", Value = 1.25, Level = GuideLevel.Excellent, Remark = "10 to 12 is in no level; the better one was taken.",
                Scale = [new GuideBand(GuideLevel.Excellent, 0, 10), new GuideBand(GuideLevel.Poor, 12, 100)],
            },
        ],
        Findings = [new Finding { Severity = FindingSeverity.Warning, Text = "Memory grew.", Numbers = new Dictionary<string, double> { ["rssBytesEnd"] = 95_000_000, ["bytesPerClient"] = 1234.5678 } }],
        Tables =
        [
            new ResultTable
            {
                Name = "rooms", Title = "Rooms", Columns = [new TableColumn("room"), new TableColumn("members", "clients")],
                Rows = [["lobby", 12], ["empty", default]], Remark = "At the end of the run.",
            },
        ],
        Charts = [Chart()],
        Proxy = new ProxyResult
        {
            Address = "127.0.0.1:40124",
            Transport = "tcp",
            Pid = 4322,
            Cpus = "0",
            Exit = "killed by SIGKILL",
            Cost = new ProxyCost { RoundTrips = 200, MessageBytes = 64, DirectP50Ms = 0.02, DirectP99Ms = 0.05, ThroughP50Ms = 0.06, ThroughP99Ms = 0.15 },
            CpuSeconds = 3.25,
            CpuPercentMean = 10.5,
        },
        Labels = new Dictionary<string, string> { [RunFile.NoteLabel] = "first try", ["branch"] = "main" },
        Thresholds =
        [
            new ThresholdResult { Expression = "p99<50ms", Observed = 1.25, Unit = "ms", Outcome = ThresholdOutcome.Pass, Window = "5s..8s", Source = "user", Remark = "over a fault" },
            new ThresholdResult { Expression = "loss=0", Outcome = ThresholdOutcome.NotMeasured, Source = "published target" },
        ],
        Verdict = new Verdict { Outcome = VerdictOutcome.Partial, Reasons = ["loss=0 was not measured."], Ending = RunEnding.Interrupted },
    });

    public static RunFile WithFingerprint(RunFile run) => run with { Fingerprint = RunFingerprint.Of(run) };

    public static SuiteFile Suite() => new()
    {
        System = "gateway",
        Kind = SuiteKind.Profiles,
        StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        DurationSeconds = 64.5,
        Outcome = VerdictOutcome.Partial,
        Runs = [SuiteRun.From("20260301-093000-gateway-baseline", Create()) with { P50Ms = 0.25, P95Ms = 0.75, P99Ms = 1.25, MaxMs = 9.75, ErrorPercent = 0.5, TargetCores = 2 }],
        Tables = Create().Tables,
        Charts = [Chart()],
        Invariants = new Dictionary<string, long> { ["deadlocks"] = 0 },
        Capacity = Capacity(),
        Environment = Create().Environment,
        Fingerprint = "0123456789abcdef",
    };

    private static CapacityResult Capacity()
    {
        var step = new CapacityStep
        {
            Folder = "step-1",
            Load = 1000,
            AchievedPerSecond = 999.5,
            P50Ms = 0.25,
            P95Ms = 0.75,
            P99Ms = 1.25,
            ErrorPercent = 0.5,
            TargetCpuPercent = 40.5,
            Outcome = CapacityOutcome.Missed,
            Reason = "p99 was 60 ms",
        };
        return new CapacityResult
        {
            Slo = "p99<50ms",
            Axis = "rate",
            Sustained = 800,
            Missed = 1000,
            GeneratorLimited = true,
            Ended = "the bounds lie within 5 %.",
            Expected = 300,
            Remarks = ["Twice the expected load was not run."],
            Steps = [step],
            Headroom = [new HeadroomResult { Name = "50 % of capacity", Run = step with { Load = 400 }, Text = "p99 was 1.25 ms." }],
        };
    }

    private static ResultChart Chart() => new()
    {
        Name = "rate-by-rooms",
        Title = "Rate by rooms",
        Axis = "messages per second",
        Labels = ["10", "100"],
        Series = [new ChartSeries("lobby", [1000.5, 900])],
    };

    public static LatencySummary Latency() => new()
    {
        Count = 70_312,
        MinMs = 0.001,
        MeanMs = 225.342906,
        StdDevMs = 19197.868,
        P50Ms = 123.519,
        P90Ms = 123.519,
        P95Ms = 123.519,
        P99Ms = 123.519,
        P999Ms = 123.519,
        MaxMs = 3_599_999.999,
        Saturated = 1,
        Histogram = EncodedHistogram,
    };

    private static Dictionary<string, OperationResult> Operations() => new()
    {
        ["echo"] = new OperationResult
        {
            Count = 70_314,
            Ok = 70_312,
            RatePerSecond = 2343.7333333,
            BytesOut = 4_500_096,
            BytesIn = 4_499_968,
            Errors = new Dictionary<string, long> { ["timeout"] = 1, ["reset"] = 1 },
            Response = Latency(),
            Service = Latency(),
            Lateness = Latency(),
        },
    };

    private static Accounting Account() => new()
    {
        Due = 110,
        Sent = 100,
        Dropped = 10,
        Ok = 80,
        Late = 5,
        Failed = 4,
        Lost = 3,
        Corrupted = 2,
        Indefinite = 6,
        Received = 94,
        Duplicated = 2,
        Unexpected = 1,
    };

    private static ProcessUsage Usage() => new()
    {
        CpuPercentMean = 150.25,
        CpuPercentMax = 190,
        CpuSeconds = 45.1,
        RssBytesStart = 60_000_000,
        RssBytesMax = 95_000_000,
        RssBytesEnd = 90_000_000,
        ThreadsMax = 20,
        DescriptorsMax = 130,
        Runtime = new RuntimeUsage
        {
            Gen0Collections = 10,
            Gen1Collections = 2,
            Gen2Collections = 1,
            GcPauseMsTotal = 12.5,
            GcPauseMsMax = 3.25,
            HeapBytesMax = 8_000_000,
            HeapBytesEnd = 4_000_000,
            HeapLiveBytes = 30_000_000,
            AllocatedBytes = 120_000_000,
        },
    };
}
