namespace Millrace.Engine.Targets;

/// <summary>Everything needed to start a target's process.</summary>
public sealed record TargetLaunch
{
    /// <summary>What messages call it.</summary>
    public string Role { get; init; } = "the target";

    /// <summary>The program.</summary>
    public required TargetProgram Program { get; init; }

    /// <summary>Its arguments, <c>--port 0 --ready-json</c> included.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>A folder of the target's own, removed once it has been stopped for good; null where it has none.</summary>
    public string? OwnFolder { get; init; }

    /// <summary>
    /// The arguments of a restart on the same addresses. By default <c>--port 0</c> becomes the port of <see cref="MainAddress"/>,
    /// <c>--NAME-port 0</c> the port of the address of that name.
    /// </summary>
    public Func<ReadyLine, IReadOnlyList<string>>? RestartArguments { get; init; }

    /// <summary>The address whose port belongs to <c>--port</c>, or null: the first one announced.</summary>
    public string? MainAddress { get; init; }

    /// <summary>Variables beside those inherited. A null value takes an inherited one away.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>The runtime's settings; they win over <see cref="Variables"/>.</summary>
    public RuntimeSettings Runtime { get; init; } = new();

    /// <summary>The processors it may run on, or null: all of ours.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>How long it may take to print its ready line.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may drain after its input is closed, before SIGTERM.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may drain after SIGTERM, before SIGKILL.</summary>
    public TimeSpan TermWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True for a program that may not look at its input: then something else must end it where the lab is killed.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Longer lines of its standard output are cut, in characters.</summary>
    public int LongestOutputLine { get; init; } = LineTail.LongestLine;

    /// <summary>Where it accepts, for a program that prints no ready line: a TCP address, which is then tried until it does. Null: it announces its addresses.</summary>
    public KeyValuePair<string, Uri>? AcceptsAt { get; init; }

    /// <summary>How many of its last lines on standard error are kept.</summary>
    public int KeptErrorLines { get; init; } = 40;
}
