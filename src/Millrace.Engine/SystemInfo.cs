namespace Millrace.Engine;

/// <summary>What a system is called, what its clients do and how they can be driven.</summary>
public sealed record SystemInfo
{
    /// <summary>The word typed after <c>millrace run</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for a list.</summary>
    public required string Description { get; init; }

    /// <summary>Names of the operations, in the order of their <see cref="OperationId"/>. Connecting is the engine's own and is not listed.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>
    /// What the engine's own operation, one attempt to connect, is called in run files: another word where the system has a connect of its own.
    /// </summary>
    public string ConnectName { get; init; } = "connect";

    /// <summary>How many sockets a scenario's clients need at once: one each, unless they share theirs.</summary>
    public Func<Scenario, int> SocketsFor { get; init; } = static scenario => scenario.Clients;

    /// <summary>The ways in which the system's clients can be driven; the first is the default.</summary>
    public required IReadOnlyList<ModeInfo> Modes { get; init; }

    /// <summary>URI schemes of targets, such as <c>ws</c>.</summary>
    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>What its clients count beside operations, by name: what <c>count.NAME</c> in a threshold may ask for.</summary>
    public IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>Settings that only this system has; unknown ones are refused by name.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; init; } = [];

    /// <summary>What its clients do, or are, in shares of each; null where the mode says it all.</summary>
    public MixInfo? Mix { get; init; }

    /// <summary>The further processes that its target may have.</summary>
    public IReadOnlyList<CompanionInfo> Companions { get; init; } = [];

    /// <summary>How long its clients may take to close at the end of a run: more, where they have something to ask first.</summary>
    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What a message weighs where nobody says, in bytes.</summary>
    public int DefaultPayloadBytes { get; init; } = 64;

    /// <summary>The least a message can weigh, in bytes.</summary>
    public int MinPayloadBytes { get; init; } = 1;

    /// <summary>The most a message can weigh, in bytes.</summary>
    public int MaxPayloadBytes { get; init; } = 1024 * 1024;
}
