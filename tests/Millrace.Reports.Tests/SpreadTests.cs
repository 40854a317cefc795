using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests;

public sealed class SpreadTests
{
    [Fact]
    public void The_page_of_repeats_shows_median_least_most_and_spread_of_each_figure()
    {
        SuiteFile suite = Suite(90, 100, 110);
        string page = SuiteReport.Render(suite);

        Assert.StartsWith("# tracker repeats: PASS", page, StringComparison.Ordinal);
        Assert.Contains("## How far the repeats spread", page, StringComparison.Ordinal);
        Assert.Matches(@"ok per second +\| +100(\.0+)? \| +90(\.0+)? \| +110(\.0+)? \| +10(\.0+)? % \| +3", page);
    }

    [Fact]
    public void One_run_has_no_spread() => Assert.Null(Spread.VariationOf([5]));

    [Fact]
    public void Equal_runs_have_none_to_speak_of() => Assert.Equal(0, Spread.VariationOf([5, 5, 5]));

    [Fact]
    public void The_median_of_an_even_number_lies_between_two() => Assert.Equal(2.5, Spread.Median([1, 2, 3, 9]));

    private static SuiteFile Suite(params double[] rates) => new()
    {
        System = "tracker",
        Kind = SuiteKind.Repeats,
        StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        Outcome = VerdictOutcome.Pass,
        Runs =
        [
            .. rates.Select((rate, i) => new SuiteRun
            {
                Folder = $"repeat-{i + 1}", Profile = "small", Mode = "closed", Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed, GeneratorVerdict = GeneratorVerdict.Valid, RatePerSecond = rate,
            }),
        ],
    };
}
