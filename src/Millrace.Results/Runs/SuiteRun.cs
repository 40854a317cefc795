namespace Millrace.Results;

/// <summary>One run of a suite: where it lies and its headline figures, over all its operations together.</summary>
public sealed record SuiteRun
{
    /// <summary>The run's folder, relative to the suite's.</summary>
    public required string Folder { get; init; }

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

    /// <summary>Successes per second.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>The median response time.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 99th percentile of response times.</summary>
    public double? P99Ms { get; init; }

    /// <summary>The longest response time.</summary>
    public double? MaxMs { get; init; }

    /// <summary>Operations that ended with an error.</summary>
    public long Errors { get; init; }

    /// <summary>Messages of the measured part that were never answered, lost and indefinite together, as thresholds count them.</summary>
    public long Loss { get; init; }

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
        return new SuiteRun
        {
            Folder = folder,
            Profile = run.Profile,
            Mode = run.Mode,
            Outcome = run.Verdict.Outcome,
            Ending = run.Verdict.Ending,
            GeneratorVerdict = run.Generator.Verdict,
            Clients = run.Parameters.Clients,
            RatePerSecond = run.Operations.Values.Sum(operation => operation.RatePerSecond),
            P50Ms = merged?.P50Ms,
            P99Ms = merged?.P99Ms,
            MaxMs = merged?.MaxMs,
            Errors = run.Operations.Values.Sum(operation => operation.Errors.Values.Sum()),
            Loss = run.MeasuredAccounting().Loss,
        };
    }
}
