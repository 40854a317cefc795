using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The page over the runs of a suite: a card for each, then what they show together.</summary>
internal static class SuitePage
{
    public static string Render(SuiteFile suite, Func<string, RunFile?> runOf)
    {
        var parts = new PageParts(SuiteReport.Compose(suite, withCharts: true)) { LinkOf = (head, cell) => head == "folder" ? RunLink.To(cell) : null };
        HtmlSection overview = parts.Take(SectionKind.Head);
        List<Chart> charts = [.. CapacityCharts.Of(suite.Capacity), .. suite.Kind == SuiteKind.Sweep ? SweepCharts.Of(suite) : []];
        List<HtmlSection> sections =
        [
            new("Knee", Drawn(charts, CapacityCharts.Prefix)),
            new("Scaling", Drawn(charts, SweepCharts.Prefix)),
            suite.Capacity is not null ? new("Runs", Markup.Empty) : new(suite.Kind == SuiteKind.Systems ? "Systems" : "Runs", RunCards.Of(suite, runOf)),
            overview with { Title = "All figures" },
            .. parts.Rest(),
        ];
        return PageFrame.Render(
            $"{SuiteReport.TitleOf(suite)}: {Phrases.Of(suite.Outcome)}", Head(suite), sections, ChartData.Render(charts), PageFrame.Foot(suite.Environment, suite.Fingerprint ?? ""));
    }

    private static Markup Drawn(IEnumerable<Chart> charts, string prefix)
    {
        Chart[] own = [.. charts.Where(chart => chart.Id.StartsWith(prefix, StringComparison.Ordinal))];
        return own.Length == 0 ? Markup.Empty : Markup.Of($"{RunPage.NoScript}{Figure.Grid(own)}{own.Select(Figure.Values)}");
    }

    private static Markup Head(SuiteFile suite)
    {
        int passed = suite.Runs.Count(run => run.Outcome == VerdictOutcome.Pass);
        int limited = suite.Runs.Count(run => run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited);
        int untold = suite.Runs.Count(run => run.GeneratorVerdict == GeneratorVerdict.Inconclusive);
        int unfinished = suite.Runs.Count(run => run.Ending != RunEnding.Completed);
        string when = string.Create(CultureInfo.InvariantCulture, $"{suite.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        return Markup.Of(
            $"""
            {PageHead.Title($"{suite.Runs.Count} runs \u00b7 {Figures.Seconds(suite.DurationSeconds)} \u00b7 {when}", SuiteReport.TitleOf(suite), suite.Outcome)}
            {(unfinished > 0 ? PageHead.Banner("warning", $"{unfinished} of {suite.Runs.Count} runs did not reach their end: their figures cover what ran.") : Markup.Empty)}
            {(limited + untold > 0 ? PageHead.Banner("note", string.Join(' ', Careful(limited, untold, suite.Runs.Count))) : Markup.Empty)}
            </header>
            {(suite.Capacity is { } capacity ? CapacityHead.Of(capacity) : PageHead.Tiles(
                new Tile("runs that passed", $"{passed} of {suite.Runs.Count}") { Tone = passed == suite.Runs.Count ? "good" : "bad" },
                Checks(suite),
                new Tile("errors", Figures.Count(suite.Runs.Sum(run => run.Errors))) { More = "over all runs" },
                new Tile("loss", Figures.Count(suite.Runs.Sum(run => run.Loss))) { More = "messages never answered", Tone = suite.Runs.Any(run => run.Loss > 0) ? "bad" : null }))}
            """);
    }

    private static IEnumerable<string> Careful(int limited, int untold, int all)
    {
        if (limited > 0)
        {
            yield return $"In {limited} of {all} runs the generator and not the target was the limit: rates marked >= are lower bounds.";
        }

        if (untold > 0)
        {
            yield return $"In {untold} of {all} it could not be told which side was the limit: do not quote those as the target\u2019s. Each run\u2019s page says why.";
        }
    }

    private static Tile? Checks(SuiteFile suite)
    {
        if (suite.Runs.Any(run => run.ChecksPassed is null))
        {
            return null;
        }

        int passed = suite.Runs.Sum(run => run.ChecksPassed ?? 0);
        int failed = suite.Runs.Sum(run => run.ChecksFailed ?? 0);
        return new Tile("checks that held", $"{passed} of {passed + failed}") { More = "thresholds and invariants", Tone = failed > 0 ? "bad" : null };
    }
}
