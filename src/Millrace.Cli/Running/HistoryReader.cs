using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Finds the runs of a folder.</summary>
internal static class HistoryReader
{
    /// <summary>The folder itself, the folders in it, and the runs of the suites among them. A run that cannot be read is left out and named.</summary>
    /// <exception cref="ComplaintException">There is no such folder, or no run in it.</exception>
    public static HistoryFile Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ComplaintException(Complaint.Usage("there is no such folder", folder, "name a folder of runs, such as results"));
        }

        var runs = new List<(string Folder, RunFile Run)>();
        var leftOut = new List<string>();
        try
        {
            foreach (string place in Places(folder))
            {
                string name = Path.GetRelativePath(folder, place);
                try
                {
                    runs.Add((name, RunFolder.ReadRun(place)));
                }
                catch (RunFileException unreadable)
                {
                    leftOut.Add($"{name}: {unreadable.Message.TrimEnd('.')}");
                }
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ComplaintException(Complaint.Usage($"the folder cannot be read: {cause.Message.TrimEnd('.')}", folder, "name a folder of runs that you may read"));
        }

        return runs.Count > 0
            ? HistoryFile.Of(runs, leftOut)
            : throw new ComplaintException(Complaint.Usage(
                leftOut.Count > 0 ? $"none of its {leftOut.Count} runs can be read: {leftOut[0]}" : "there is no run in it", folder, "name a folder of runs, such as results"));
    }

    private static IEnumerable<string> Places(string folder)
    {
        if (IsRun(folder))
        {
            yield return folder;
        }

        foreach (string place in Inside(folder))
        {
            // A suite's own file lies beside its runs' folders; a run's folder may hold that of its profiling pass, which does not count.
            foreach (string run in IsRun(place) ? [place] : File.Exists(Path.Combine(place, RunFolder.SuiteName)) ? Inside(place).Where(IsRun) : [])
            {
                yield return run;
            }
        }
    }

    // Links are other names of what is found anyway: results/latest.
    private static IEnumerable<string> Inside(string folder) =>
        Directory.EnumerateDirectories(folder).Where(place => new DirectoryInfo(place).LinkTarget is null).Order(StringComparer.Ordinal);

    private static bool IsRun(string place) => File.Exists(Path.Combine(place, RunFolder.RunName));
}
