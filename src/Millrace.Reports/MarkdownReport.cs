using Millrace.Reports.Markdown;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>A run as a Markdown page: the verdict first, the evidence below it, everything derived from the run file.</summary>
public static class MarkdownReport
{
    /// <summary>The page, with LF line ends.</summary>
    public static string Render(RunFile run) => Compose(run).ToString();

    /// <summary>The page's blocks, which the HTML page is made of as well.</summary>
    internal static MarkdownPage Compose(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var page = new MarkdownPage();
        VerdictSection.Write(page, run);
        TablesSection.Write(page, run);
        ChartsSection.Write(page, run.Charts);
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
        page.Heading("How to read this").Paragraph(
            """
            Response time is what a user waits for: it counts from the moment a message was due, so a target that freezes cannot hide the messages that
            it delayed. Service time counts from the moment of sending; a large gap between the two is queueing. Figures marked >= are lower bounds,
            because the generator and not the target was the limit. Compare two runs only where their fingerprints are equal.
            The rules behind every verdict are in docs/measuring.md, a guided tour in docs/guide/reading-a-report.md.
            """);
        return page;
    }
}
