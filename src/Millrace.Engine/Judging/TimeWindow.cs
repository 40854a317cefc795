using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>A part of a run, counted from the end of the warm-up.</summary>
internal sealed record TimeWindow(TimeSpan Start, TimeSpan End)
{
    public override string ToString() => $"{Durations.Format(Start)}..{Durations.Format(End)}";
}
