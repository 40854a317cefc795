using Millrace.Reports.Html;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>
/// A run or a suite as one HTML file that opens without a network: its styles, its script, the chart library and all figures are in it. Without scripts, what was measured is still there
/// in words and tables.
/// </summary>
public static class HtmlReport
{
    /// <summary>The page of a run.</summary>
    public static string Render(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return RunPage.Render(run);
    }

    /// <summary>The page of a suite, which leads to the pages of its runs.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="runOf">The run that lies in a folder of the suite, named as <see cref="SuiteRun.Folder"/> does, or null where it cannot be read: then its card has no curve.</param>
    public static string Render(SuiteFile suite, Func<string, RunFile?> runOf)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(runOf);
        return SuitePage.Render(suite, runOf);
    }

    /// <summary>The page of a history: a section for each group of comparable runs.</summary>
    public static string Render(HistoryFile history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return DocumentPage.Render(HistoryReport.Compose(history), "runs that may be compared, oldest first");
    }
}
