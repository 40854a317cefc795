using Millrace.Results;

namespace Millrace.Reports.Tests.Html;

/// <summary>A run of an hour with five operations and many different times, as the lab would write it: the series thinned to what a run file keeps.</summary>
internal static class LongRun
{
    private const int Seconds = 3600;
    private static readonly string[] Names = ["connect", "announce", "scrape", "publish", "echo"];

    public static RunFile Build()
    {
        var chance = new Random(17);
        Dictionary<string, OperationResult> operations = Names.ToDictionary(name => name, name => Operation(chance));
        SeriesPoint[] points = [.. Enumerable.Range(0, Seconds).Select(second => Point(second, chance))];
        var account = new Accounting { Due = 2_000_060, Sent = 2_000_060, Ok = 2_000_000, Failed = 60, Received = 2_000_060 };
        return new RunFile
        {
            System = "tracker",
            Profile = "hour",
            Environment = new RunEnvironment { StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), MillraceVersion = "0.1.0" },
            Parameters = new RunParameters { Clients = 500, DurationSeconds = Seconds, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Paced, Text = "paced" } },
            Operations = operations,
            Accounting = account,
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid },
            Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
            Phases = [new PhaseResult { Name = "steady", StartSeconds = 0, EndSeconds = Seconds, Operations = operations, Accounting = account }],
            Faults = [new FaultResult { Kind = "pause", Spec = "pause@20m..21m", Target = "target", AtSeconds = 1200, InjectedAtSeconds = 1200, RemovedAtSeconds = 1260, DetectMs = 12, RecoverLastMs = 140 }],
            Series = SeriesThinning.Thin(points, [1200, 1260]),
        };
    }

    private static OperationResult Operation(Random chance) => new()
    {
        Count = 400_000,
        Ok = 400_000,
        RatePerSecond = 400_000.0 / Seconds,
        Errors = new Dictionary<string, long> { ["timeout"] = 12 },
        Response = LatencySummary.From(Times(chance, 90)),
        Service = LatencySummary.From(Times(chance, 60)),
        Lateness = LatencySummary.From(Times(chance, 5)),
    };

    // A long tail: what fills most buckets.
    private static Histogram Times(Random chance, double medianUs)
    {
        Histogram histogram = new();
        for (int i = 0; i < 40_000; i++)
        {
            histogram.RecordMany((long)(medianUs * Math.Exp(2 * Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble()))), 10);
        }

        return histogram;
    }

    private static SeriesPoint Point(int second, Random chance) => new()
    {
        AtSeconds = second,
        Phase = "steady",
        SentPerSecond = 550 + chance.NextDouble(),
        OkPerSecond = 549 + chance.NextDouble(),
        ErrorsPerSecond = chance.NextDouble(),
        DroppedPerSecond = chance.NextDouble(),
        P50Ms = chance.NextDouble(),
        P90Ms = 1 + chance.NextDouble(),
        P99Ms = 2 + chance.NextDouble(),
        MaxMs = 30 * chance.NextDouble(),
        InFlight = chance.Next(500),
        ConnectedClients = 500,
        TargetCpuPercent = 100 * chance.NextDouble(),
        TargetRssBytes = chance.Next(),
        TargetHeapBytes = chance.Next(),
        GeneratorCpuPercent = 100 * chance.NextDouble(),
        GeneratorRssBytes = chance.Next(),
    };
}
