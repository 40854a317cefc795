using System.Globalization;

namespace Millrace.Results;

/// <summary>One run of a suite: where it lies and its headline figures, over all its operations together.</summary>
public sealed record SuiteRun
{
    // More than any machine has; what is longer is no set of processors.
    private const int MostCpus = 65_536;

    /// <summary>The run's folder, relative to the suite's.</summary>
    public required string Folder { get; init; }

    /// <summary>The system that was driven; absent in files of older versions, where it was the suite's.</summary>
    public string? System { get; init; }

    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>The mode.</summary>
    public required string Mode { get; init; }

    /// <summary>Whether the target held.</summary>
    public required VerdictOutcome Outcome { get; init; }

    /// <summary>How the run ended.</summary>
    public required RunEnding Ending { get; init; }

    /// <summary>Whether its numbers can be believed.</summary>
    public required GeneratorVerdict GeneratorVerdict { get; init; }

    /// <summary>Virtual clients.</summary>
    public int Clients { get; init; }

    /// <summary>How load is offered; absent in files of older versions, as are all figures below that may be absent.</summary>
    public LoadModelKind? Load { get; init; }

    /// <summary>How long the measured part was to last.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Successes per second.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>The median response time.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile of response times.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile of response times.</summary>
    public double? P99Ms { get; init; }

    /// <summary>The longest response time.</summary>
    public double? MaxMs { get; init; }

    /// <summary>Operations that ended with an error.</summary>
    public long Errors { get; init; }

    /// <summary>Those of 100 operations.</summary>
    public double? ErrorPercent { get; init; }

    /// <summary>Mean processor use of the target; 100 is one core.</summary>
    public double? TargetCpuPercent { get; init; }

    /// <summary>Cores that the target was given, where it was given some.</summary>
    public int? TargetCores { get; init; }

    /// <summary>Whether the generator ran on one of those cores too; absent where either's cores are unknown.</summary>
    public bool? SharesCores { get; init; }

    /// <summary>The worst level that the profile's status guides give it.</summary>
    public GuideLevel? Level { get; init; }

    /// <summary>Messages of the measured part that were never answered, lost and indefinite together, as thresholds count them.</summary>
    public long Loss { get; init; }

    /// <summary>Thresholds and invariants that held; absent in files of older versions, as are the two below.</summary>
    public int? ChecksPassed { get; init; }

    /// <summary>Thresholds and invariants that did not hold.</summary>
    public int? ChecksFailed { get; init; }

    /// <summary>Thresholds that could not be judged, or held in part.</summary>
    public int? ChecksOpen { get; init; }

    /// <summary>The headline of a run that lies in a folder; response times of several operations are merged, never averaged.</summary>
    public static SuiteRun From(string folder, RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Histogram response = new();
        foreach (OperationResult operation in run.Operations.Values)
        {
            if (operation.Response is { } summary)
            {
                response.Add(summary.ToHistogram());
            }
        }

        LatencySummary? merged = LatencySummary.From(response);
        long errors = run.Operations.Values.Sum(operation => operation.Errors.Values.Sum());
        long ended = run.Operations.Values.Sum(operation => operation.Count);
        return new SuiteRun
        {
            Folder = folder,
            System = run.System,
            Profile = run.Profile,
            Mode = run.Mode,
            Outcome = run.Verdict.Outcome,
            Ending = run.Verdict.Ending,
            GeneratorVerdict = run.Generator.Verdict,
            Clients = run.Parameters.Clients,
            Load = run.Parameters.LoadModel.Kind,
            DurationSeconds = run.Parameters.DurationSeconds,
            RatePerSecond = run.Operations.Values.Sum(operation => operation.RatePerSecond),
            P50Ms = merged?.P50Ms,
            P95Ms = merged?.P95Ms,
            P99Ms = merged?.P99Ms,
            MaxMs = merged?.MaxMs,
            Errors = errors,
            ErrorPercent = ended > 0 ? 100.0 * errors / ended : null,
            TargetCpuPercent = run.Target.Usage?.CpuPercentMean,
            TargetCores = CpusOf(run.Environment.TargetCpus)?.Count,
            SharesCores = CpusOf(run.Environment.TargetCpus) is { } target && CpusOf(run.Environment.GeneratorCpus) is { } generator ? target.Overlaps(generator) : null,
            Level = run.Guides.Max(guide => guide.Level),
            Loss = run.MeasuredAccounting().Loss,
            ChecksPassed = run.Thresholds.Count(threshold => threshold.Outcome == ThresholdOutcome.Pass) + run.Invariants.Count(invariant => invariant.Value == 0),
            ChecksFailed = run.Thresholds.Count(threshold => threshold.Outcome == ThresholdOutcome.Fail) + run.Invariants.Count(invariant => invariant.Value > 0),
            ChecksOpen = run.Thresholds.Count(threshold => threshold.Outcome is not (ThresholdOutcome.Pass or ThresholdOutcome.Fail)),
        };
    }

    // As the kernel writes a set: 0-3,8.
    private static HashSet<int>? CpusOf(string? text)
    {
        var cpus = new HashSet<int>();
        foreach (string part in text?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string[] ends = part.Split('-', 2);
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last - first is < 0 or > MostCpus)
            {
                return null;
            }

            cpus.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return cpus.Count > 0 ? cpus : null;
    }
}
