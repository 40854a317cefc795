using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>The runs of a suite in one table, a line each.</summary>
public static class SuiteReport
{
    /// <summary>The page as Markdown, with LF line ends.</summary>
    public static string Render(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var page = new MarkdownPage();
        page.Title($"{suite.System} suite: {Phrases.Of(suite.Outcome)}");
        page.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"{suite.Runs.Count} runs from {suite.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Figures.Seconds(suite.DurationSeconds)} together."));
        page.Table(Table(suite));
        if (suite.Runs.Count > 0)
        {
            page.Paragraph("Loss is the messages of the measured part that were never answered: lost and indefinite ones.");
        }

        if (suite.Runs.Any(run => run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited))
        {
            page.Paragraph("Rates marked >= are lower bounds: there the generator was the limit.");
        }

        return page.ToString();
    }

    /// <summary>The table alone.</summary>
    public static MarkdownTable Table(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var table = new MarkdownTable("profile", "mode", ">clients", ">ok per second", ">p50 (ms)", ">p99 (ms)", ">max (ms)", ">errors", ">loss", "generator", "verdict", "folder");
        foreach (SuiteRun run in suite.Runs)
        {
            table.Row(
                run.Profile, run.Mode, Figures.Count(run.Clients), Headline.MarkOf(run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited) + Figures.Number(run.RatePerSecond),
                Figures.Number(run.P50Ms), Figures.Number(run.P99Ms), Figures.Number(run.MaxMs), Figures.Count(run.Errors), Figures.Count(run.Loss),
                Phrases.Of(run.GeneratorVerdict), Phrases.Of(run.Outcome) + Ending(run.Ending), run.Folder);
        }

        return table;
    }

    private static string Ending(RunEnding ending) => ending switch
    {
        RunEnding.Completed => "",
        RunEnding.TargetDied => ", target died",
        RunEnding.Interrupted => ", interrupted",
        _ => ", incomplete",
    };
}
