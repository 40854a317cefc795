using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;
using Millrace.Engine.Faulting;
using Millrace.Engine.Judging;
using Millrace.Engine.Metering;
using Millrace.Engine.Targets;
using Millrace.Faults;

namespace Millrace.Engine.Running;

/// <summary>What a run will do, said before anything is started: see <see cref="Lab.PlanAsync"/>. Times count from the start of the load, which is the start of the warm-up.</summary>
public sealed record RunPlan
{
    /// <summary>The scenario, with the load that its mode makes for it.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The phases under load, in order; connecting before them and draining after them take what they take.</summary>
    public required IReadOnlyList<PlannedPhase> Phases { get; init; }

    /// <summary>The faults; their times count from the end of the warm-up.</summary>
    public required FaultTimeline Faults { get; init; }

    /// <summary>What will decide pass or fail.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <summary>Whether the fault proxy will lie between clients and target.</summary>
    public required bool HasProxy { get; init; }

    /// <summary>Processors of the generator, a thread each; null for one that is not pinned.</summary>
    public required IReadOnlyList<int?> GeneratorCpus { get; init; }

    /// <summary>Processors of an embedded target, as the kernel writes a set; null where it is not pinned.</summary>
    public string? TargetCpus { get; init; }

    /// <summary>When starts are planned over all clients together; null where they wait for answers, so that nobody can plan them.</summary>
    public ArrivalPlan? Arrivals => Scenario.Load switch
    {
        ArrivalRate arrivals => arrivals.Plan,
        Paced paced => new ConstantPlan(paced.RatePerClient * Scenario.Clients),
        _ => null,
    };

    /// <summary>True where <see cref="StartsBetween"/> is the exact number: a plan over all clients that is not random.</summary>
    public bool IsExact => Scenario.Load is ArrivalRate { Plan.IsRandom: false };

    /// <summary>How many starts are due from one time until another; null where nobody can plan them.</summary>
    public long? StartsBetween(TimeSpan from, TimeSpan to) => Arrivals is { } plan ? Due(plan, to) - Due(plan, from) : null;

    internal static RunPlan Of(Scenario scenario, Preflight preflight)
    {
        bool hasProxy = PathNeed.IsThere(scenario, preflight.Faults);
        Processors processors = hasProxy ? Processors.For(scenario).WithProxy(scenario, CpuAffinity.Allowed()) : Processors.For(scenario);
        PhaseTimeline timeline = PhaseTimeline.Plan(scenario.WarmUp, scenario.Duration, FaultWindows.Of(preflight.Faults, scenario.Duration)).StartingAt(0, 0);
        return new RunPlan
        {
            Scenario = scenario,
            Phases = [.. timeline.Phases.Where(phase => phase.Kind is not (PhaseKind.Connect or PhaseKind.Drain)).Select(phase => new PlannedPhase(phase.Name, Ticks.ToTimeSpan(phase.Start), Ticks.ToTimeSpan(phase.End), phase.IsMeasured))],
            Faults = preflight.Faults,
            Thresholds = preflight.Thresholds,
            HasProxy = hasProxy,
            GeneratorCpus = processors.Generator,
            TargetCpus = scenario.Target is null ? processors.Target?.ToString() : null,
        };
    }

    // Arrival n is due when the area under the rate reaches n; the first one, with nothing under it yet, at once.
    private static long Due(ArrivalPlan plan, TimeSpan before) => (long)Math.Ceiling(plan.ExpectedBefore(before) - 1e-9);
}
