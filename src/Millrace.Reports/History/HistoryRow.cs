using Millrace.Results;

namespace Millrace.Reports;

/// <summary>One run of a history.</summary>
public sealed record HistoryRow
{
    /// <summary>Its folder, below the history's.</summary>
    public required string Folder { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The lab's version.</summary>
    public required string Version { get; init; }

    /// <summary>The commit, with + where files differed from it; null outside a repository.</summary>
    public string? Commit { get; init; }

    /// <summary>Virtual clients.</summary>
    public int Clients { get; init; }

    /// <summary>Answered rightly per second.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>True where the generator was the limit: the rate is a lower bound, and nothing is judged by it.</summary>
    public bool IsLowerBound { get; init; }

    /// <summary>The median response time.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile of response times.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile of response times.</summary>
    public double? P99Ms { get; init; }

    /// <summary>Of 100 operations, those that failed.</summary>
    public double? ErrorPercent { get; init; }

    /// <summary>The target's resident memory at its most, less that before the first client.</summary>
    public double? MemoryGrowthBytes { get; init; }

    /// <summary>How the run ended.</summary>
    public RunEnding Ending { get; init; }

    /// <summary>What it came to.</summary>
    public VerdictOutcome Outcome { get; init; }

    /// <summary>What the user noted, and the labels.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Why its figures may not be held against others, as what follows "the run"; null where they may.</summary>
    public string? Unjudged { get; init; }

    /// <summary>True where its figures may be held against others.</summary>
    public bool Counts => Unjudged is null;

    /// <summary>The row of a run.</summary>
    public static HistoryRow Of(string folder, RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Headline headline = Headline.Of(run);
        long ended = run.Operations.Values.Sum(operation => operation.Count);
        ProcessUsage? usage = run.Target.Usage;
        string? commit = run.Environment.GitCommit is { Length: > 0 } hash ? hash[..Math.Min(hash.Length, 9)] + (run.Environment.GitDirty == true ? "+" : "") : null;
        return new HistoryRow
        {
            Folder = folder,
            StartedAt = run.Environment.StartedAt,
            Version = run.Environment.MillraceVersion.Split('+')[0],
            Commit = commit,
            Clients = run.Parameters.Clients,
            RatePerSecond = headline.RatePerSecond,
            IsLowerBound = headline.IsLowerBound,
            P50Ms = headline.Response?.P50Ms,
            P95Ms = headline.Response?.P95Ms,
            P99Ms = headline.Response?.P99Ms,
            ErrorPercent = ended > 0 ? 100.0 * headline.Errors / ended : null,
            MemoryGrowthBytes = usage?.RssBytesMax - usage?.RssBytesStart,
            Ending = run.Verdict.Ending,
            Outcome = run.Verdict.Outcome,
            Unjudged = WhyUnjudged(run),
            Notes = string.Join(", ", run.Labels.Select(label => label.Key == RunFile.NoteLabel ? label.Value : $"{label.Key}={label.Value}")),
        };
    }

    private static string? WhyUnjudged(RunFile run) => run switch
    {
        { Verdict.Ending: not RunEnding.Completed } => "did not run to its end",
        { Generator.Verdict: GeneratorVerdict.GeneratorLimited } => "was limited by the generator",
        { Generator.Verdict: not GeneratorVerdict.Valid } => "has no conclusive verdict on its generator",
        _ when run.Accounting.BrokenIdentities().Count > 0 => "has an account that does not close",
        _ => null,
    };
}
