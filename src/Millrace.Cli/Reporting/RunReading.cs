using Millrace.Results;

namespace Millrace.Cli.Reporting;

/// <summary>Finds runs and suites by what a person types, and says what is wrong with them.</summary>
internal static class RunReading
{
    /// <summary>True for a suite's folder and its file.</summary>
    public static bool IsSuite(string path) => Directory.Exists(path) ? File.Exists(Path.Combine(path, RunFolder.SuiteName)) : Path.GetFileName(path) == RunFolder.SuiteName;

    /// <summary>The folder of a run or a suite that is named by it, or by its file in it; null for a file of another name.</summary>
    public static string? FolderOf(string path) => Directory.Exists(path) ? path
        : Path.GetFileName(path) is RunFolder.RunName or RunFolder.SuiteName ? Path.GetDirectoryName(Path.GetFullPath(path))
        : null;

    /// <summary>Reads a run; one whose lab was killed is rebuilt from its interval log, and what cannot be read of that is warned of.</summary>
    /// <exception cref="ComplaintException">It cannot be read.</exception>
    public static ReportedRun Run(string path, TextWriter warnings)
    {
        RunFile run = Read(path, RunFolder.ReadRun);
        string? folder = FolderOf(path);
        if (run.Verdict.Ending == RunEnding.Running && folder is not null && File.Exists(Path.Combine(folder, RunFolder.IntervalsName)))
        {
            RunRecovery recovery = RunFolder.Recover(folder);
            Warn(recovery.Damage, warnings);
            run = recovery.Run ?? run;
        }

        return new ReportedRun(run, folder);
    }

    /// <summary>Reads with a complaint for what cannot be read.</summary>
    public static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (RunFileException unreadable)
        {
            throw new ComplaintException(Unreadable(unreadable, path));
        }
    }

    public static Complaint Unreadable(RunFileException unreadable, string path) =>
        Complaint.Usage(unreadable.Message.TrimEnd('.'), path, "name the folder of a run, such as results/latest");

    public static void Warn(IEnumerable<string> damage, TextWriter warnings)
    {
        foreach (string each in damage)
        {
            warnings.WriteLine($"warning: {each}");
        }
    }
}
