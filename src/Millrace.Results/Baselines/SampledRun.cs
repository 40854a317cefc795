namespace Millrace.Results;

/// <summary>A run that samples were taken from, as far as a comparison names it.</summary>
public sealed record SampledRun
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version of Millrace that ran.</summary>
    public required string Version { get; init; }

    /// <summary>The commit; absent outside a repository.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether the working tree had changes beyond that commit.</summary>
    public bool? Dirty { get; init; }

    /// <summary>How it ended.</summary>
    public required RunEnding Ending { get; init; }

    /// <summary>Whether its numbers can be believed.</summary>
    public required GeneratorVerdict Generator { get; init; }

    /// <summary>That of a run.</summary>
    public static SampledRun Of(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new SampledRun
        {
            StartedAt = run.Environment.StartedAt,
            Version = run.Environment.MillraceVersion,
            Commit = run.Environment.GitCommit,
            Dirty = run.Environment.GitDirty,
            Ending = run.Verdict.Ending,
            Generator = run.Generator.Verdict,
        };
    }
}
