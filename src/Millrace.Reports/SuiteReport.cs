using System.Globalization;
using Millrace.Reports.Markdown;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>The runs of a suite in one table, a line each.</summary>
public static class SuiteReport
{
    /// <summary>The page as Markdown, with LF line ends.</summary>
    public static string Render(SuiteFile suite) => Compose(suite, withCharts: true).ToString();

    /// <summary>The same for a terminal: without charts, which only a page can draw.</summary>
    public static string RenderText(SuiteFile suite) => suite is { Kind: SuiteKind.Systems } ? SystemsSummary.Render(suite) : Compose(suite, withCharts: false).ToString();

    /// <summary>The page's blocks, which the HTML page is made of as well.</summary>
    internal static MarkdownPage Compose(SuiteFile suite, bool withCharts)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var page = new MarkdownPage();
        bool isSweep = suite.Kind == SuiteKind.Sweep;
        page.Title($"{TitleOf(suite)}: {Phrases.Of(suite.Outcome)}");
        page.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"{suite.Runs.Count} runs from {suite.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Figures.Seconds(suite.DurationSeconds)} together."));
        SuiteSections.WriteEnvironment(page, suite);
        if (suite.Capacity is { } capacity)
        {
            CapacitySection.Write(page, capacity, withCharts);
            return Finish(page, suite);
        }

        page.Table(Table(suite));
        if (suite.Kind == SuiteKind.Systems && suite.Runs.Count > 0)
        {
            page.Paragraph("What one answer is differs: a message of the gateway is not a request to the tracker, so rates and times compare a system with itself, on this machine, and with no other.");
        }

        if (suite.Runs.Count > 0)
        {
            page.Paragraph("Loss is the messages of the measured part that were never answered: lost and indefinite ones.");
        }

        if (suite.Runs.Any(run => run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited))
        {
            page.Paragraph("Rates marked >= are lower bounds: there the generator was the limit.");
        }

        if (isSweep && suite.Runs.Count > 0)
        {
            page.Heading("Expected against measured scaling").Table(Scaling.Table(suite)).Paragraph(Scaling.Expected);
        }
        else if (suite.Kind == SuiteKind.Repeats && suite.Runs.Count > 0)
        {
            page.Heading("How far the repeats spread").Table(Spread.Table(suite)).Paragraph(Spread.Reading);
        }
        else if (suite.Runs.Count > 0)
        {
            page.Heading("Load test scenarios").Table(Scenarios(suite));
        }

        TablesSection.Write(page, suite.Tables ?? [], "");
        if (withCharts)
        {
            ChartsSection.Write(page, suite.Charts ?? SuiteSections.Charts(suite));
        }

        SuiteSections.WriteHealth(page, suite);
        return Finish(page, suite);
    }

    private static MarkdownPage Finish(MarkdownPage page, SuiteFile suite)
    {
        if (suite.Fingerprint is { } fingerprint)
        {
            page.Paragraph($"Fingerprint: `{fingerprint}`");
        }

        return page;
    }

    /// <summary>What a suite is called: "gateway suite", "gateway sweep", "all systems".</summary>
    public static string TitleOf(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return suite.Kind switch
        {
            SuiteKind.Systems => $"{suite.System} systems",
            SuiteKind.Sweep => $"{suite.System} sweep",
            SuiteKind.Capacity => $"{suite.System} capacity",
            SuiteKind.Repeats => $"{suite.System} repeats",
            _ => $"{suite.System} suite",
        };
    }

    /// <summary>The few figures by which people compare load tests; the status is the verdict, with the worst level of the profile's guides.</summary>
    public static MarkdownTable Scenarios(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        bool isMixed = suite.Kind == SuiteKind.Systems;
        var table = new MarkdownTable(isMixed ? "system: scenario" : "scenario", ">clients", ">duration", ">rate", ">p95", "status");
        foreach (SuiteRun run in suite.Runs)
        {
            table.Row(
                isMixed ? $"{run.System}: {run.Profile}" : run.Profile, Figures.Count(run.Clients), Figures.Seconds(run.DurationSeconds), Headline.MarkOf(run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited) + Figures.Rate(run.RatePerSecond),
                Figures.Milliseconds(run.P95Ms), Phrases.Of(run.Outcome) + Ending(run.Ending) + (run.Level is { } level ? $", {level.ToString().ToLowerInvariant()}" : ""));
        }

        return table;
    }

    /// <summary>The table alone.</summary>
    public static MarkdownTable Table(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        bool isMixed = suite.Kind == SuiteKind.Systems;
        string[] first = isMixed ? ["system"] : [];
        var table = new MarkdownTable([.. first, "profile", "mode", ">clients", ">ok per second", ">p50 (ms)", ">p99 (ms)", ">max (ms)", ">errors", ">loss", "generator", "verdict", isMixed ? "report" : "folder"]);
        foreach (SuiteRun run in suite.Runs)
        {
            string[] system = isMixed ? [run.System ?? Figures.None] : [];
            table.Row([
                .. system, run.Profile, run.Mode, Figures.Count(run.Clients), Headline.MarkOf(run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited) + Figures.Number(run.RatePerSecond),
                Figures.Number(run.P50Ms), Figures.Number(run.P99Ms), Figures.Number(run.MaxMs), Figures.Count(run.Errors), Figures.Count(run.Loss),
                Phrases.Of(run.GeneratorVerdict), Phrases.Of(run.Outcome) + Ending(run.Ending), isMixed ? $"[{run.Folder}]({run.Folder}/report.md)" : run.Folder]);
        }

        return table;
    }

    internal static string Ending(RunEnding ending) => ending switch
    {
        RunEnding.Completed => "",
        RunEnding.TargetDied => ", target died",
        RunEnding.Interrupted => ", interrupted",
        RunEnding.Aborted => ", aborted",
        _ => ", incomplete",
    };
}
