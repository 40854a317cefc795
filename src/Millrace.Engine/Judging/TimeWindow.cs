using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>A part of a run, counted from the end of the warm-up.</summary>
internal sealed record TimeWindow(TimeSpan Start, TimeSpan End)
{
    /// <summary>Whether a time in seconds lies in it; the end is exclusive.</summary>
    public bool Holds(double seconds) => seconds >= Start.TotalSeconds && seconds < End.TotalSeconds;

    public override string ToString() => $"{Durations.Format(Start)}..{Durations.Format(End)}";
}
