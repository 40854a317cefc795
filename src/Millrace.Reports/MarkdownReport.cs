using Millrace.Reports.Markdown;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>A run as a Markdown page: the verdict first, the evidence below it, everything derived from the run file.</summary>
public static class MarkdownReport
{
    /// <summary>The page, with LF line ends.</summary>
    public static string Render(RunFile run) => Compose(run, forMarkdown: true).ToString();

    /// <summary>The page's blocks, which the HTML page is made of as well.</summary>
    /// <param name="run">The run.</param>
    /// <param name="forMarkdown">With what the HTML page says in its own way: charts of the run's course, what figures mean, and where the files are.</param>
    internal static MarkdownPage Compose(RunFile run, bool forMarkdown = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        var page = new MarkdownPage();
        VerdictSection.Write(page, run);
        TablesSection.Write(page, run);
        ChartsSection.Write(page, run.Charts);
        if (forMarkdown)
        {
            CourseSection.Write(page, run);
        }

        OperationsSection.Write(page, run);
        PhasesSection.Write(page, run);
        AccountingSection.Write(page, run);
        FaultsSection.Write(page, run);
        ProxySection.Write(page, run);
        JudgementSection.Write(page, run);
        ResourcesSection.Write(page, run);
        SeriesSection.Write(page, run);
        TablesSection.WriteProfile(page, run);
        EnvironmentSection.Write(page, run);
        ClosingSection.Write(page, run, forMarkdown);
        return page;
    }
}
