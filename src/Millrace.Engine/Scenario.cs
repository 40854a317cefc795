using System.Net;
using Millrace.Engine.Loads;

namespace Millrace.Engine;

/// <summary>One run, fully said: everything that a repetition needs.</summary>
public sealed record Scenario
{
    private static readonly TimeSpan _operationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The system whose clients run.</summary>
    public required ISystemUnderLoad System { get; init; }

    /// <summary>The profile it was made from.</summary>
    public required Profile Profile { get; init; }

    /// <summary>The target's address, or null to start the embedded one.</summary>
    public Uri? Target { get; init; }

    /// <summary>How connections are encrypted, or null where they are not; a target whose scheme says TLS (wss) has it with the defaults.</summary>
    public TargetTls? Tls { get; init; }

    /// <summary>The process of a target that runs already on this machine, to measure it and to aim process faults at it; null where it is unknown.</summary>
    public int? TargetPid { get; init; }

    /// <summary>
    /// Further addresses of a target that runs already, by the names that a ready line would give them; <c>admin</c> is the one for health and metrics.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> TargetAddresses { get; init; } = new Dictionary<string, Uri>(StringComparer.Ordinal);

    /// <summary>
    /// Programs of the user's for the target's companions, by the companion's name, with their arguments. The system puts them into its recipe; with a target that
    /// runs already, only these are started.
    /// </summary>
    public IReadOnlyDictionary<string, Targets.TargetProgram> CompanionPrograms { get; init; } = new Dictionary<string, Targets.TargetProgram>(StringComparer.Ordinal);

    /// <summary>How many clients connect.</summary>
    public required int Clients { get; init; }

    /// <summary>How long the measured part lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the load runs before it counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>The mode's name.</summary>
    public required string Mode { get; init; }

    /// <summary>When operations start.</summary>
    public required LoadModel Load { get; init; }

    /// <summary>How many operations one client may have in flight.</summary>
    public required int Window { get; init; }

    /// <summary>
    /// Iterations of each client, counted from the end of the warm-up, or null where only the duration bounds the load. The load ends when every client has done them,
    /// or at the end of the duration.
    /// </summary>
    public int? Iterations { get; init; }

    /// <summary>Payload of a message, in bytes.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>The system's own settings, by name, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Faults on the run's timeline, in their textual form (<c>pause@5s..8s</c>); second 0 is the end of the warm-up.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Conditions that decide pass or fail, in their textual form.</summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    /// <summary>Free words for the run file, by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Puts the fault proxy between clients and target even where no fault needs it, to see what it costs by itself. A fault on the path puts it there anyway.
    /// </summary>
    public bool Proxy { get; init; }

    /// <summary>Processors for the fault proxy, or null for those that <see cref="Running.Processors"/> finds for it.</summary>
    public IReadOnlyList<int>? ProxyCpus { get; init; }

    /// <summary>
    /// Where clients open their connections instead of at the target's own address: the fault proxy, once the lab has put it between; null without one. Host names,
    /// paths and the names in certificates stay the target's.
    /// </summary>
    public IPEndPoint? Via { get; init; }

    /// <summary>The run's seed: arrivals, payloads and jitter follow from it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>After this long without an answer an operation is overdue; an answer after it counts as late.</summary>
    public TimeSpan OperationTimeout { get; init; } = _operationTimeout;

    /// <summary>How long the end waits for what is still in flight.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one connect may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections opened per second over all clients.</summary>
    public double ConnectRate { get; init; } = 5_000;

    /// <summary>What clients do whose connection ended.</summary>
    public ReconnectPolicy Reconnect { get; init; }

    /// <summary>Processors for the generator, one shard each, or null for the first half of them.</summary>
    public IReadOnlyList<int>? GeneratorCpus { get; init; }

    /// <summary>Processors for an embedded target, or null for the other half.</summary>
    public IReadOnlyList<int>? TargetCpus { get; init; }

    /// <summary>The most bytes that an embedded target's managed heap may take, or null where only the machine bounds it: the runtime's hard limit of its process.</summary>
    public long? TargetMemoryBytes { get; init; }

    /// <summary>Allows a target outside loopback and private addresses: the caller vouches for being allowed to load it.</summary>
    public bool Authorized { get; init; }

    /// <summary>
    /// Samples the target's stacks and allocations while the measured part lasts, for a profile. That slows the target: the run's figures are marked as not for comparison,
    /// so it is a run of its own beside a measured one.
    /// </summary>
    public bool ProfileTarget { get; init; }

    /// <summary>Whether a generator that was the limit makes the run an error; null where nobody said. It is kept in the run file, and the lab itself does nothing with it.</summary>
    public bool? Strict { get; init; }

    /// <summary>The command that would start this run again, for the run file; null where there is none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Where the run's files go, or null to write none.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Names of what its clients do, in the order of their <see cref="OperationId"/>; connecting is the engine's own and is not among them.</summary>
    public IReadOnlyList<string> Operations => System.OperationsOf(this);

    /// <summary>A scenario that runs a profile as it stands.</summary>
    public static Scenario Of(ISystemUnderLoad system, Profile profile)
    {
        ModeInfo mode = system.Info.Modes.FirstOrDefault(mode => mode.Name == profile.Mode)
            ?? throw new ArgumentException($"Profile '{profile.Name}' names mode '{profile.Mode}', which {system.Info.Name} does not have.", nameof(profile));
        var parameters = system.Info.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default, StringComparer.Ordinal);
        foreach ((string name, string value) in profile.Parameters)
        {
            parameters[name] = value;
        }

        return new Scenario
        {
            System = system,
            Profile = profile,
            Iterations = profile.Iterations,
            Clients = profile.Clients,
            Duration = profile.Duration,
            WarmUp = profile.WarmUp,
            Mode = mode.Name,
            Load = profile.Load ?? mode.Load,
            Window = mode.Window,
            PayloadBytes = profile.PayloadBytes ?? system.Info.DefaultPayloadBytes,
            Parameters = parameters,
            Faults = profile.Faults,
            Thresholds = profile.Thresholds,
            Reconnect = profile.Reconnect,
            OperationTimeout = profile.OperationTimeout ?? _operationTimeout,
            TargetMemoryBytes = profile.TargetMemoryBytes,
        };
    }

    /// <summary>A copy for one run, which a system may keep that run's state by, with the load that the mode makes for it.</summary>
    internal Scenario ForRun()
    {
        ModeInfo? mode = System.Info.Modes.FirstOrDefault(mode => mode.Name == Mode);
        return this with { Load = mode?.LoadFor is { } make && ReferenceEquals(Load, mode.Load) ? make(this) : Load };
    }

    /// <summary>The same scenario in another mode, with that mode's load model and window.</summary>
    public Scenario WithMode(string name)
    {
        ModeInfo mode = System.Info.Modes.FirstOrDefault(mode => mode.Name == name)
            ?? throw new ArgumentException($"{System.Info.Name} has no mode '{name}'. It has: {string.Join(", ", System.Info.Modes.Select(mode => mode.Name))}.", nameof(name));
        return this with { Mode = mode.Name, Load = mode.Load, Window = mode.Window };
    }
}
