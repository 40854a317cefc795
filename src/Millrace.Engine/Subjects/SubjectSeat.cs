namespace Millrace.Engine.Subjects;

/// <summary>What a run is to be, as the lab tells its subject. Never printed: the target's address may hold a password.</summary>
public sealed class SubjectSeat
{
    /// <summary>The target's address, credentials included.</summary>
    public required string Target { get; init; }

    /// <summary>Where to connect instead, as <c>address:port</c>: the fault proxy; null without one. The target's names stay as they are.</summary>
    public string? Via { get; init; }

    /// <summary>How many tasks carry out the load.</summary>
    public required int Clients { get; init; }

    /// <summary>The mode's name.</summary>
    public required string Mode { get; init; }

    /// <summary>Payload of a message, in bytes.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>The system's own settings, by name.</summary>
    public required Dictionary<string, string> Parameters { get; init; }

    /// <summary>The run's seed.</summary>
    public long Seed { get; init; }

    /// <summary>Iterations of each task after the warm-up, or null where only the duration bounds the load.</summary>
    public int? Iterations { get; init; }

    /// <summary>Length of the warm-up, in seconds.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>Length of the measured part at most, in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>Pause of a task between its iterations, in seconds.</summary>
    public double ThinkSeconds { get; init; }

    /// <summary>An operation that ends later than so many seconds after its start counts as late.</summary>
    public double TimeoutSeconds { get; init; }

    /// <summary>How long one connect may take, in seconds.</summary>
    public double ConnectSeconds { get; init; }

    /// <summary>A task without progress for so many seconds, although the network is back, is deadlocked.</summary>
    public double StallSeconds { get; init; } = 15;

    /// <summary>How many kinds of operation the system has.</summary>
    public required int Operations { get; init; }

    /// <summary>Faults on the run's timeline.</summary>
    public int Faults { get; init; }

    /// <summary>The windows of those faults: they are phases of their own.</summary>
    public IReadOnlyList<SubjectWindow> Windows { get; init; } = [];

    /// <summary>What it says of itself: never the address.</summary>
    public override string ToString() => FormattableString.Invariant($"{Clients} tasks in mode {Mode}");
}

/// <summary>A window of faults, in seconds from the end of the warm-up.</summary>
/// <param name="Name">The name of its phase.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Recovery">How long after it counts as recovery.</param>
public sealed record SubjectWindow(string Name, double Start, double End, double Recovery);
