using Millrace.Results;

namespace Millrace.Reports.Csv;

/// <summary>Rows of one run, or of the runs of a suite one below the other: what every CSV report has in common.</summary>
internal static class CsvRuns
{
    /// <summary>A run alone, whose folder is empty.</summary>
    public static string Of(RunFile run, CsvText begun, Action<CsvText, string, RunFile> write)
    {
        ArgumentNullException.ThrowIfNull(run);
        write(begun, "", run);
        return begun.ToString();
    }

    /// <summary>The runs of a suite with their folders; one that cannot be read (null) has no row.</summary>
    public static string Of(SuiteFile suite, Func<string, RunFile?> read, CsvText begun, Action<CsvText, string, RunFile> write)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(read);
        foreach (SuiteRun line in suite.Runs)
        {
            if (read(line.Folder) is { } run)
            {
                write(begun, line.Folder, run);
            }
        }

        return begun.ToString();
    }
}
