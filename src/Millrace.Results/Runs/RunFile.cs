namespace Millrace.Results;

/// <summary>A whole run as it is written to <c>run.json</c>: everything that reports, comparisons and history are derived from.</summary>
public sealed record RunFile
{
    /// <summary>The label that holds what the user noted about a run.</summary>
    public const string NoteLabel = "note";

    /// <summary>The name and version of this file's shape.</summary>
    public string Schema { get; init; } = RunSchema.Run;

    /// <summary>The system that was driven: gateway, live, amqp, speech, tracker or http.</summary>
    public required string System { get; init; }

    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>The mode of the system's load; "default" where it has only one.</summary>
    public string Mode { get; init; } = "default";

    /// <summary>The machine, runtime and commit that the run happened on.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>What was asked for.</summary>
    public required RunParameters Parameters { get; init; }

    /// <summary>The phases that ran, in the order of their starts.</summary>
    public IReadOnlyList<PhaseResult> Phases { get; init; } = [];

    /// <summary>By name, each operation over the measured phases (connect, warm-up and drain are not among them).</summary>
    public IReadOnlyDictionary<string, OperationResult> Operations { get; init => field = ByName.Sorted(value); } = ByName.None<OperationResult>();

    /// <summary>Where every message of the run went, all phases included.</summary>
    public Accounting Accounting { get; init; } = new();

    /// <summary>The run second by second; neighbours are merged where it is long.</summary>
    public IReadOnlyList<SeriesPoint> Series { get; init; } = [];

    /// <summary>What was driven and how it fared.</summary>
    public TargetResult Target { get; init; } = new();

    /// <summary>Further processes of the target that the lab started, such as a gateway's backend; absent where there were none.</summary>
    public IReadOnlyList<CompanionResult>? Companions { get; init; }

    /// <summary>The fault proxy that lay between clients and target, with its own cost; absent where there was none.</summary>
    public ProxyResult? Proxy { get; init; }

    /// <summary>How the load generator itself fared, and whether its numbers can be believed.</summary>
    public GeneratorResult Generator { get; init; } = new();

    /// <summary>The faults that were injected, in the order of their times.</summary>
    public IReadOnlyList<FaultResult> Faults { get; init; } = [];

    /// <summary>By name, how often each invariant was violated; an invariant that held stands here with 0.</summary>
    public IReadOnlyDictionary<string, long> Invariants { get; init => field = ByName.Sorted(value); } = ByName.None<long>();

    /// <summary>The profile's status guides applied to this run.</summary>
    public IReadOnlyList<GuideResult> Guides { get; init; } = [];

    /// <summary>What the run shows, in sentences, with the numbers they stand on.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What only this system has to show, as tables that any report can print.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>What only one system has to show, as charts that any report can draw; absent where it has none.</summary>
    public IReadOnlyList<ResultChart>? Charts { get; init; }

    /// <summary>What the user tagged the run with; "note" holds free text.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = ByName.Sorted(value); } = ByName.None<string>();

    /// <summary>The thresholds that were asked for, each with what was observed.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>What it comes to, and how the run ended.</summary>
    public Verdict Verdict { get; init; } = new();

    /// <summary>Two runs can be compared if and only if this is equal.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Where every message of the measured phases went: what thresholds, suites and comparisons look at.</summary>
    public Accounting MeasuredAccounting() => Phases.Where(phase => phase.Measured).Aggregate(new Accounting(), (sum, phase) => sum + phase.Accounting);
}
