using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests.Formats;

public sealed class CsvReportTests
{
    private static readonly SuiteFile Suite = new()
    {
        System = "gateway",
        StartedAt = SampleRuns.Minimal.Environment.StartedAt,
        Runs = [SuiteRun.From("one", SampleRuns.Baseline), SuiteRun.From("gone", SampleRuns.Minimal), SuiteRun.From("two", SampleRuns.Baseline)],
    };

    [Fact]
    public void Operations_of_a_run() => Snapshot.Match("operations.csv", CsvReport.Render(SampleRuns.Baseline));

    [Fact]
    public void Series_of_a_run() => Snapshot.Match("series.csv", CsvSeriesReport.Render(SampleRuns.Baseline));

    [Fact]
    public void Run_with_almost_nothing_in_it_has_the_heads_alone()
    {
        Assert.Single(Lines(CsvReport.Render(SampleRuns.Minimal)));
        Assert.Single(Lines(CsvSeriesReport.Render(SampleRuns.Minimal)));
    }

    [Fact]
    public void Suite_has_the_rows_of_all_runs_that_can_be_read_with_their_folders()
    {
        foreach (string csv in new[] { CsvReport.Render(Suite, Read), CsvSeriesReport.Render(Suite, Read) })
        {
            string[] lines = Lines(csv);
            Assert.Contains(lines, line => line.StartsWith("one,", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith("two,", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.StartsWith("gone,", StringComparison.Ordinal));
        }

        static RunFile? Read(string folder) => folder == "gone" ? null : SampleRuns.Baseline;
    }

    [Fact]
    public void Every_row_has_a_cell_for_each_head() =>
        Assert.Single(Lines(CsvReport.Render(SampleRuns.Baseline)).Concat(Lines(CsvReport.Render(Suite, _ => SampleRuns.Baseline))).Select(line => line.Count(c => c == ',')).Distinct());

    [Fact]
    public void Names_with_commas_and_quotes_stay_one_cell()
    {
        RunFile run = SampleRuns.Baseline with { Mode = "a,\"b\"\nc" };

        Assert.Contains(",\"a,\"\"b\"\"\nc\",", CsvReport.Render(run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.com\")", ",\"'=HYPERLINK(\"\"http://example.com\"\")\",")]
    [InlineData("+1", ",'+1,")]
    [InlineData("-1", ",'-1,")]
    [InlineData("@sum", ",'@sum,")]
    [InlineData("\t=1", ",'\t=1,")]
    public void Text_that_a_spreadsheet_would_carry_out_stays_text(string mode, string cell)
    {
        Assert.Contains(cell, CsvReport.Render(SampleRuns.Baseline with { Mode = mode }), StringComparison.Ordinal);
    }

    [Fact]
    public void Number_below_nothing_stays_a_number() =>
        Assert.Contains(",-5,", CsvSeriesReport.Render(SampleRuns.Baseline with { Series = [new SeriesPoint { AtSeconds = -5, Phase = "steady" }] }), StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
