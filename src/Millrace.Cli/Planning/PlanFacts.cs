using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Cli.Planning;

/// <summary>A planned run in words and numbers, for the text and for `--json`.</summary>
internal sealed record PlanFacts
{
    /// <summary>The run's folder below the suite's; null for a run that stands alone.</summary>
    public string? Folder { get; init; }

    public required string System { get; init; }

    public required string Profile { get; init; }

    public required string Mode { get; init; }

    /// <summary>The address that is driven, or the command of the embedded target.</summary>
    public required string Target { get; init; }

    public required bool Embedded { get; init; }

    public required bool Tls { get; init; }

    public required bool Proxy { get; init; }

    public required int Clients { get; init; }

    public required string Load { get; init; }

    public required int Window { get; init; }

    public required int PayloadBytes { get; init; }

    public required double WarmupSeconds { get; init; }

    public required double DurationSeconds { get; init; }

    public required double TimeoutSeconds { get; init; }

    public required string Reconnect { get; init; }

    public int? Iterations { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyList<PhaseFacts> Phases { get; init; }

    /// <summary>Starts that are due in the warm-up; null where they wait for answers.</summary>
    public long? StartsInWarmup { get; init; }

    /// <summary>Starts that are due in the measured part; null where they wait for answers.</summary>
    public long? StartsMeasured { get; init; }

    /// <summary>Whether those are exact: a plan over all clients that is not random.</summary>
    public bool StartsExact { get; init; }

    /// <summary>The rate of starts a second at the start of each of 64 equal parts and at the end; null where they wait for answers.</summary>
    public IReadOnlyList<double>? RateCurve { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }

    public required IReadOnlyList<ThresholdFacts> Thresholds { get; init; }

    /// <summary>What is not as the profile has it: the name, the profile's value, the plan's.</summary>
    public required IReadOnlyList<DifferenceFacts> Differs { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public static PlanFacts Of(RunPlan plan, string? folder)
    {
        Scenario scenario = plan.Scenario;
        TimeSpan end = scenario.WarmUp + scenario.Duration;
        return new PlanFacts
        {
            Folder = folder,
            System = scenario.System.Info.Name,
            Profile = scenario.Profile.Name,
            Mode = scenario.Mode,
            Target = scenario.Target is { } address ? RepeatLine.WithoutPassword(address.ToString()) : string.Join(' ', (string[])["millrace", .. scenario.System.Embedded(scenario).ArgumentsWith("FOLDER")]),
            Embedded = scenario.Target is null,
            Tls = scenario.Tls is not null,
            Proxy = plan.HasProxy,
            Clients = scenario.Clients,
            Load = scenario.Load.ToString(),
            Window = scenario.Load is Closed ? 1 : scenario.Load is Flood flood ? flood.Window : scenario.Window,
            PayloadBytes = scenario.PayloadBytes,
            WarmupSeconds = scenario.WarmUp.TotalSeconds,
            DurationSeconds = scenario.Duration.TotalSeconds,
            TimeoutSeconds = scenario.OperationTimeout.TotalSeconds,
            Reconnect = scenario.Reconnect.ToString().ToLowerInvariant(),
            Iterations = scenario.Iterations,
            Seed = scenario.Seed,
            Phases = [.. plan.Phases.Select(phase => new PhaseFacts(phase.Name, phase.Start.TotalSeconds, phase.End.TotalSeconds, phase.IsMeasured))],
            StartsInWarmup = plan.StartsBetween(TimeSpan.Zero, scenario.WarmUp),
            StartsMeasured = plan.StartsBetween(scenario.WarmUp, end),
            StartsExact = plan.IsExact,
            RateCurve = plan.Arrivals is { } arrivals ? [.. Enumerable.Range(0, ArrivalCurve.Width + 1).Select(i => Math.Round(arrivals.RateAt(end * i / ArrivalCurve.Width), 3))] : null,
            Faults = [.. plan.Faults.Events.Select(fault => fault.ToString())],
            Thresholds = [.. plan.Thresholds.Select(threshold => new ThresholdFacts(threshold.Expression, scenario.Profile.Thresholds.Contains(threshold.Expression) ? "profile" : "user", threshold.AbortAfter?.TotalSeconds))],
            Differs = [.. Differences(scenario)],
            Settings = scenario.System.Kept(scenario),
            Labels = scenario.Labels,
        };
    }

    private static IEnumerable<DifferenceFacts> Differences(Scenario scenario)
    {
        Scenario usual = Scenario.Of(scenario.System, scenario.Profile);
        (string Name, string Before, string Now)[] all =
        [
            ("mode", usual.Mode, scenario.Mode), ("clients", Number(usual.Clients), Number(scenario.Clients)), ("duration", Durations.Format(usual.Duration), Durations.Format(scenario.Duration)),
            ("warmup", Durations.Format(usual.WarmUp), Durations.Format(scenario.WarmUp)), ("load", usual.Load.ToString(), scenario.Load.ToString()), ("window", Number(usual.Window), Number(scenario.Window)),
            ("payload", Number(usual.PayloadBytes), Number(scenario.PayloadBytes)), ("iterations", $"{usual.Iterations}", $"{scenario.Iterations}"),
            ("timeout", Durations.Format(usual.OperationTimeout), Durations.Format(scenario.OperationTimeout)), ("connect-timeout", Durations.Format(usual.ConnectTimeout), Durations.Format(scenario.ConnectTimeout)),
            ("reconnect", $"{usual.Reconnect}".ToLowerInvariant(), $"{scenario.Reconnect}".ToLowerInvariant()), ("target.memory", $"{usual.TargetMemoryBytes}", $"{scenario.TargetMemoryBytes}"),
            .. scenario.System.Kept(scenario).Select(pair => ($"settings.{pair.Key}", usual.Parameters.GetValueOrDefault(pair.Key, ""), pair.Value)),
            ("faults", FaultTimeline.Parse(usual.Faults).ToString(), string.Join("; ", scenario.Faults)),
        ];
        return all.Where(each => each.Before != each.Now).Select(each => new DifferenceFacts(each.Name, each.Before, each.Now));
    }

    private static string Number(long number) => number.ToString(Words.Invariant);
}

/// <summary>A phase under load, in seconds from the start of the load.</summary>
internal sealed record PhaseFacts(string Name, double StartSeconds, double EndSeconds, bool Measured);

/// <summary>A threshold, whose it is, and from when on it ends the run.</summary>
internal sealed record ThresholdFacts(string Expression, string Source, double? AbortAfterSeconds);

/// <summary>What is not as the profile has it.</summary>
internal sealed record DifferenceFacts(string Name, string Profile, string Plan);
