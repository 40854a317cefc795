namespace Millrace.Results;

/// <summary>The runs of one suite as they are written to <c>suite.json</c>, with the figures that its summary shows.</summary>
public sealed record SuiteFile
{
    /// <summary>The name and version of this file's shape.</summary>
    public string Schema { get; init; } = RunSchema.Suite;

    /// <summary>The system that was driven; "all" where each run has its own.</summary>
    public required string System { get; init; }

    /// <summary>What its runs differ in; absent in files of older versions, which had profiles only.</summary>
    public SuiteKind? Kind { get; init; }

    /// <summary>When the suite began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>What all runs together come to: the worst of them.</summary>
    public VerdictOutcome Outcome { get; init; } = VerdictOutcome.NotMeasured;

    /// <summary>The runs, in the order they were run.</summary>
    public IReadOnlyList<SuiteRun> Runs { get; init; } = [];

    /// <summary>Tables over all runs, written by the system's Load; absent where it wrote none, and in files of older versions, as is all below.</summary>
    public IReadOnlyList<ResultTable>? Tables { get; init; }

    /// <summary>Charts over all runs, written by the system's Load.</summary>
    public IReadOnlyList<ResultChart>? Charts { get; init; }

    /// <summary>Invariants over all runs: the name, and how often it was violated.</summary>
    public IReadOnlyDictionary<string, long>? Invariants { get; init; }

    /// <summary>What a search for capacity found; absent in every other suite.</summary>
    public CapacityResult? Capacity { get; init; }

    /// <summary>The machine, runtime and commit of the suite's first run.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>Stable over all that two suites must share to be comparable: the fingerprints of their runs, in order.</summary>
    public string? Fingerprint { get; init; }
}
