namespace Millrace.Engine.Metering;

/// <summary>A stretch of a run, in ticks; its end is exclusive.</summary>
public sealed record Phase(string Name, PhaseKind Kind, long Start, long End)
{
    /// <summary>True where its samples count for the headline: what happens under load after the warm-up, faults included.</summary>
    public bool IsMeasured => Kind is PhaseKind.Steady or PhaseKind.Fault or PhaseKind.Recovery;
}
