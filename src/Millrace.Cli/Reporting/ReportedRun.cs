using Millrace.Results;

namespace Millrace.Cli.Reporting;

/// <summary>A run and the folder that it lies in: all that a report is made from.</summary>
/// <param name="Run">The run.</param>
/// <param name="Folder">Its folder; null where the run file was named without one.</param>
internal sealed record ReportedRun(RunFile Run, string? Folder)
{
    /// <summary>The run's interval log, read as it is asked for; empty where there is none.</summary>
    /// <param name="damage">Receives a sentence for each line that cannot be read.</param>
    /// <exception cref="RunFileException">There is no log, or it cannot be opened.</exception>
    public IEnumerable<IntervalRecord> Intervals(ICollection<string> damage) => Folder is { } folder
        ? RunFolder.ReadIntervals(folder, damage)
        : throw new RunFileException(RunFolder.IntervalsName, "it lies beside the run file in the run's folder; name that folder");
}
