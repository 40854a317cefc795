namespace Millrace.Engine.Metering;

/// <summary>
/// The phases of a run in order, without gaps: connect first, drain last. Before the load starts only their order is known;
/// <see cref="StartingAt"/> then fixes their times.
/// </summary>
internal sealed class PhaseTimeline
{
    private readonly PhasePlan[] _plan;

    private PhaseTimeline(PhasePlan[] plan, Phase[] phases)
    {
        _plan = plan;
        Phases = phases;
    }

    public IReadOnlyList<Phase> Phases { get; }

    public int DrainIndex => Phases.Count - 1;

    /// <summary>When the load starts.</summary>
    public long LoadStart => Phases[1].Start;

    /// <summary>When the last start can be due.</summary>
    public long LoadEnd => Phases[^1].Start;

    /// <summary>When second 0 of the run's own timeline is: the end of the warm-up.</summary>
    public long MeasuredStart => Phases.First(phase => phase.IsMeasured).Start;

    /// <summary>Plans phases for a run whose windows of fault are given in seconds after the warm-up, sorted and not overlapping.</summary>
    public static PhaseTimeline Plan(TimeSpan warmUp, TimeSpan duration, IReadOnlyList<FaultWindow> faults)
    {
        var plan = new List<PhasePlan> { new("connect", PhaseKind.Connect, TimeSpan.Zero) };
        if (warmUp > TimeSpan.Zero)
        {
            plan.Add(new("warm-up", PhaseKind.WarmUp, warmUp));
        }

        TimeSpan at = TimeSpan.Zero;
        int steady = 0;
        for (int i = 0; i < faults.Count && at < duration; i++)
        {
            FaultWindow fault = faults[i];
            TimeSpan next = i + 1 < faults.Count ? Min(faults[i + 1].Start, duration) : duration;
            Add(steady++ == 0 ? "steady" : $"steady {steady}", PhaseKind.Steady, Min(fault.Start, duration));
            Add($"fault {fault.Name}", PhaseKind.Fault, Min(fault.End, next));
            Add($"recovery {fault.Name}", PhaseKind.Recovery, Min(fault.End + fault.Recovery, next));
        }

        Add(steady++ == 0 ? "steady" : $"steady {steady}", PhaseKind.Steady, duration);
        plan.Add(new("drain", PhaseKind.Drain, TimeSpan.Zero));
        Phase[] open = [.. plan.Select(part => new Phase(part.Name, part.Kind, long.MaxValue, long.MaxValue))];
        open[0] = open[0] with { Start = long.MinValue };
        return new PhaseTimeline([.. plan], open);

        void Add(string name, PhaseKind kind, TimeSpan until)
        {
            if (until > at)
            {
                plan.Add(new(name, kind, until - at));
                at = until;
            }
        }
    }

    /// <summary>The same phases with their times, the load starting at a tick; connecting began at another.</summary>
    public PhaseTimeline StartingAt(long connectStart, long loadStart)
    {
        var phases = new Phase[_plan.Length];
        phases[0] = new Phase(_plan[0].Name, _plan[0].Kind, connectStart, loadStart);
        long at = loadStart;
        for (int i = 1; i < _plan.Length; i++)
        {
            long end = i == _plan.Length - 1 ? long.MaxValue : at + Ticks.From(_plan[i].Length);
            phases[i] = new Phase(_plan[i].Name, _plan[i].Kind, at, end);
            at = end;
        }

        return new PhaseTimeline(_plan, phases);
    }

    /// <summary>The same phases, cut off where the load ended early and the drain took its place.</summary>
    public PhaseTimeline CutAt(long loadEnd, long runEnd) => new(
        _plan,
        [.. Phases.Select(phase => phase.Kind == PhaseKind.Drain
            ? phase with { Start = Math.Min(loadEnd, phase.Start), End = runEnd }
            : phase with { Start = Math.Min(phase.Start, loadEnd), End = Math.Min(phase.End, loadEnd) })]);

    /// <summary>The phase that a time lies in: the first for anything before it, the last for anything after.</summary>
    public int IndexAt(long ticks)
    {
        int index = Phases.Count - 1;
        while (index > 0 && ticks < Phases[index].Start)
        {
            index--;
        }

        return index;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed record PhasePlan(string Name, PhaseKind Kind, TimeSpan Length);
}
