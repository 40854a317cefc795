using Millrace.Results;

namespace Millrace.Engine.Probes;

/// <summary>
/// What one process used in a window of a run. Processor and runtime are of the window; start and end of memory are the run's. What was not
/// measured stays null.
/// </summary>
public sealed record UsageSummary
{
    /// <summary>The figures for the run file.</summary>
    public required ProcessUsage Usage { get; init; }

    /// <summary>How memory moved in the window; null where it was too short, or the process was another at its end.</summary>
    public MemoryTrend? Memory { get; init; }
}
