using Millrace.Engine.Loads;

namespace Millrace.Engine;

/// <summary>A named workload of a system: how many clients, for how long, in which mode, judged by what.</summary>
public sealed record Profile
{
    /// <summary>The word for <c>--profile</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The word by which this profile is run together with others as a suite, such as <c>throughput</c> for <c>throughput-10</c> and <c>throughput-100</c>; null
    /// where it stands alone.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>One line for a list.</summary>
    public required string Description { get; init; }

    /// <summary>How many clients connect.</summary>
    public int Clients { get; init; } = 100;

    /// <summary>How long the measured part lasts, warm-up excluded.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the load runs before anything counts for the headline.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Iterations of each client, or null where only the duration bounds the load: see <see cref="Scenario.Iterations"/>.</summary>
    public int? Iterations { get; init; }

    /// <summary>The mode, one of <see cref="SystemInfo.Modes"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>The load model, or null for the mode's own.</summary>
    public LoadModel? Load { get; init; }

    /// <summary>Payload of a message in bytes, or null for the system's default.</summary>
    public int? PayloadBytes { get; init; }

    /// <summary>Settings of the system, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Faults on the timeline where nobody names others, such as <c>kill(restart)@5s</c>.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Conditions that decide pass or fail, such as <c>p99&lt;50ms</c>.</summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    /// <summary>How good is good: levels per metric.</summary>
    public IReadOnlyList<Judging.Guide> Guides { get; init; } = [];

    /// <summary>After this long without an answer an operation is overdue, or null for the engine's default of 5 s.</summary>
    public TimeSpan? OperationTimeout { get; init; }

    /// <summary>The most bytes that an embedded target's managed heap may take, or null where only the machine bounds it.</summary>
    public long? TargetMemoryBytes { get; init; }

    /// <summary>What clients do whose connection ended.</summary>
    public ReconnectPolicy Reconnect { get; init; }
}
