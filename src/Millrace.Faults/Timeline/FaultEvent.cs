using Millrace.Results;

namespace Millrace.Faults;

/// <summary>One fault on the timeline. Times count from the start of the steady phase.</summary>
public sealed record FaultEvent(IFault Fault, FaultArguments Arguments, TimeSpan Start, TimeSpan? End)
{
    /// <summary>The parameter by which a fault on the path says which way it works.</summary>
    public const string DirectionParameter = "direction";

    internal const string BothDirections = "both";

    /// <summary>When it is lifted: the written end, or start and the time that the fault holds by itself; null: when the run ends.</summary>
    public TimeSpan? LiftAt => End ?? (Fault.HoldFor(Arguments) is { } hold ? Start + hold : null);

    /// <summary>The process that it is aimed at, <c>target</c> for the target's own; null for a fault that is not aimed at a process.</summary>
    public string? Process => Fault.Info.Scope == FaultScope.Process && Fault.Info.Parameters.Contains(ProcessFaults.Aim) ? Arguments.Text(ProcessFaults.Parameter) : null;

    /// <summary>Which way of the path it works on: <c>upstream</c>, <c>downstream</c> or <c>both</c>; null for a fault that has no direction.</summary>
    public string? Direction => Fault.Info.Parameters.Any(parameter => parameter.Name == DirectionParameter) ? Arguments.Text(DirectionParameter) : null;

    /// <summary>As it is written: <c>kill(restart,down=500ms)@5s</c>.</summary>
    public override string ToString() =>
        $"{Fault.Info.Name}{Arguments}@{Durations.Format(Start)}{(End is { } end ? ".." + Durations.Format(end) : "")}";
}
