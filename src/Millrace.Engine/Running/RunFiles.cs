using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>Puts the engine's figures into the words of the run file. Pure.</summary>
internal static class RunFiles
{
    public static IntervalOperation ToInterval(Figures figures) => new()
    {
        Count = figures.Tally.Ended,
        Ok = figures.Tally.Ok,
        Errors = new Dictionary<string, long>(figures.Errors, StringComparer.Ordinal),
        BytesOut = figures.Tally.BytesOut,
        BytesIn = figures.Tally.BytesIn,
        Response = IntervalLatency.From(figures.Response),
        Service = IntervalLatency.From(figures.Service),
        Lateness = IntervalLatency.From(figures.Lateness),
    };

    /// <summary>The phases that ran, with their operations and accounts.</summary>
    public static IReadOnlyList<PhaseResult> Phases(RunBook book, long now)
    {
        var results = new List<PhaseResult>();
        IReadOnlyList<Phase> phases = book.Timeline.Phases;
        for (int i = 0; i < phases.Count; i++)
        {
            Phase phase = phases[i];
            long start = Math.Max(phase.Start, book.Started);
            long end = Math.Min(phase.End, now);
            if (end <= start && i != 0)
            {
                continue;
            }

            int index = i;
            var operations = new Dictionary<string, OperationResult>(StringComparer.Ordinal);
            for (int o = 0; o <= book.ConnectIndex; o++)
            {
                int operation = o;
                Figures figures = book.Collector.Total(p => p == index, other => other == operation);
                figures.Seconds = Ticks.ToSeconds(end - start);
                if (figures.Tally.Sent > 0 || figures.Tally.Due > 0)
                {
                    operations[o == book.ConnectIndex ? book.Scenario.System.Info.ConnectName : book.Scenario.Operations[o]] = figures.ToOperation();
                }
            }

            results.Add(new PhaseResult
            {
                Name = phase.Name,
                StartSeconds = book.At(start),
                EndSeconds = book.At(end),
                Measured = phase.IsMeasured,
                Operations = operations,
                Accounting = book.Collector.Total(p => p == index, o => o != book.ConnectIndex).ToAccounting(),
            });
        }

        return results;
    }

    /// <summary>Figures of the measured phases: of one operation, or of all of the system's together.</summary>
    public static Figures Measured(RunBook book, string? operation, long now)
    {
        int wanted = operation is null ? -1 : book.Scenario.Operations.ToList().IndexOf(operation);
        Figures figures = book.Collector.Total(p => book.Timeline.Phases[p].IsMeasured, o => o != book.ConnectIndex && (wanted < 0 || o == wanted));
        figures.Seconds = MeasuredSeconds(book, now);
        return figures;
    }

    public static double MeasuredSeconds(RunBook book, long now) => book.Timeline.Phases
        .Where(phase => phase.IsMeasured && phase.Start < now)
        .Sum(phase => Ticks.ToSeconds(Math.Max(0, Math.Min(phase.End, now) - phase.Start)));

    public static IReadOnlyDictionary<string, OperationResult> Operations(RunBook book, long now) => book.Scenario.Operations
        .Select(name => (Name: name, Figures: Measured(book, name, now)))
        .Where(operation => operation.Figures.Tally.Due > 0 || operation.Figures.Tally.Sent > 0)
        .ToDictionary(operation => operation.Name, operation => operation.Figures.ToOperation(), StringComparer.Ordinal);

    public static RunParameters Parameters(Scenario scenario, Uri? target, int shards) => new()
    {
        Clients = scenario.Clients,
        DurationSeconds = scenario.Duration.TotalSeconds,
        Iterations = scenario.Iterations,
        WarmupSeconds = scenario.WarmUp.TotalSeconds,
        LoadModel = Describe(scenario),
        PayloadBytes = scenario.PayloadBytes,
        Target = scenario.Target is { } address ? AddressText.Of(address) : "embedded",
        Embedded = scenario.Target is null,
        Tls = scenario.Tls is not null || target?.Scheme is "wss" or "https" or "amqps",
        Window = scenario.Load is Closed ? 1 : scenario.Load is Flood flood ? flood.Window : scenario.Window,
        RatePerSecond = scenario.Load switch
        {
            Paced paced => paced.RatePerClient * scenario.Clients,
            ArrivalRate { Plan: Arrivals.ConstantPlan constant } => constant.RatePerSecond,
            _ => null,
        },
        TimeoutMs = scenario.OperationTimeout.TotalMilliseconds,
        Reconnect = scenario.Reconnect.ToString().ToLowerInvariant(),
        TargetMemoryBytes = scenario.Target is null ? scenario.TargetMemoryBytes : null,
        Strict = scenario.Strict,
        Seed = scenario.Seed,
        GeneratorShards = shards,
        Options = scenario.System.Kept(scenario),
        CommandLine = scenario.CommandLine is { } line && scenario.Target is { } given ? AddressText.HideIn(line, given) : scenario.CommandLine,
    };

    private static LoadModelDescription Describe(Scenario scenario) => scenario.Load switch
    {
        Closed closed => new LoadModelDescription
        {
            Kind = LoadModelKind.Closed,
            Text = closed.ThinkTime == TimeSpan.Zero ? "closed: each client continues when its reply is in" : $"closed, with {Durations.Format(closed.ThinkTime)} of think time",
            ThinkTimeMs = closed.ThinkTime.TotalMilliseconds,
        },
        Flood flood => new LoadModelDescription { Kind = LoadModelKind.Flood, Text = FormattableString.Invariant($"flood: up to {flood.Window} in flight per client"), Window = flood.Window },
        Paced paced => new LoadModelDescription
        {
            Kind = LoadModelKind.Paced,
            Text = FormattableString.Invariant($"paced: each client {paced.RatePerClient:0.###} times a second on its own schedule"),
            RatePerSecond = paced.RatePerClient * scenario.Clients,
            IntervalMs = 1000 / paced.RatePerClient,
            Window = scenario.Window,
        },
        ArrivalRate arrivals => new LoadModelDescription
        {
            Kind = LoadModelKind.ArrivalRate,
            Text = $"arrival rate: {arrivals}",
            RatePerSecond = arrivals.Plan.Stages.Select(stage => (double?)stage.To).Distinct().Count() == 1 && arrivals.Plan.Stages[0].From == arrivals.Plan.Stages[0].To ? arrivals.Plan.Stages[0].To : null,
            Spread = arrivals.Plan.IsRandom ? "poisson" : "constant",
            Window = scenario.Window,
            Stages = arrivals.Plan.Stages.Count == 1 && arrivals.Plan.Stages[0].Length == TimeSpan.Zero ? [] : Stages(arrivals.Plan.Stages),
        },
        _ => throw new ArgumentException($"There is no description of {scenario.Load.GetType().Name}.", nameof(scenario)),
    };

    // A stage that does not begin where the last one ended begins with a jump: a stage of no length.
    private static List<LoadStage> Stages(IReadOnlyList<Arrivals.RateStage> stages)
    {
        var described = new List<LoadStage>();
        double rate = double.NaN;
        foreach (Arrivals.RateStage stage in stages)
        {
            if (stage.From != rate)
            {
                described.Add(new LoadStage(0, stage.From));
            }

            described.Add(new LoadStage(stage.Length.TotalSeconds, stage.To));
            rate = stage.To;
        }

        return described;
    }
}
