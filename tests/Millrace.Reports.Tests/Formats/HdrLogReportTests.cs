using System.Globalization;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Formats;

public sealed class HdrLogReportTests
{
    [Fact]
    public void Lines_of_a_tag_add_up_to_the_histogram_of_what_counts()
    {
        Histogram counted = new();
        foreach (Histogram each in new[] { SampleRuns.Spread(500, 100, 7), SampleRuns.Spread(300, 9000, 11), SampleRuns.Spread(20, 400_000, 1000) })
        {
            counted.Add(each);
        }

        string log = Render(
            Interval(0, false, ("echo", SampleRuns.Spread(900, 1, 1))),
            Interval(1, true, ("echo", SampleRuns.Spread(500, 100, 7))),
            Interval(2, true, ("echo", SampleRuns.Spread(300, 9000, 11))) with { Carried = Operations(("echo", SampleRuns.Spread(40, 2, 0))) },
            Interval(3, false) with { Carried = Operations(("echo", SampleRuns.Spread(20, 400_000, 1000))) });

        Histogram read = new();
        double maxMs = 0;
        foreach (string[] cells in Lines(log).Where(cells => cells[0] == "Tag=echo"))
        {
            read.Add(Histogram.DecodeV2(cells[4]));
            maxMs = Math.Max(maxMs, double.Parse(cells[3], CultureInfo.InvariantCulture));
        }

        double[] shown = [0, 50, 90, 95, 99, 99.9];
        Assert.Equal(counted.Count, read.Count);
        // The encoding does not keep the longest exactly, so the topmost percentile is the end of its bucket; the log's own column has it.
        Assert.Equal(counted.Percentiles(shown), read.Percentiles(shown).Select(us => Math.Min(us, (long)Math.Round(maxMs * 1000))));
    }

    [Fact]
    public void Log_begins_with_its_version_times_and_heads()
    {
        string[] lines = Render(Interval(1.5, true, ("a b,c", SampleRuns.Spread(1, 2500, 0)))).Split('\n');

        Assert.Equal("#[Histogram log format version 1.3]", lines[2]);
        Assert.Equal("#[StartTime: 1772357400.000 (seconds since epoch), Sun Mar 01 09:30:00 UTC 2026]", lines[3]);
        Assert.Equal("#[BaseTime: 1772357400.000 (seconds since epoch)]", lines[4]);
        Assert.Equal("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"", lines[5]);
        Assert.StartsWith("Tag=a_b_c,1.500,1.000,2.500,HISTF", lines[6], StringComparison.Ordinal);
        Assert.StartsWith("Tag=a_b_c.service,1.500,1.000,2.500,HISTF", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_within_a_histogram_and_a_name_that_is_none_put_no_line_into_the_log()
    {
        IntervalLatency good = IntervalLatency.From(SampleRuns.Spread(1, 2500, 0))!;
        IntervalLatency bent = good with { Histogram = good.Histogram.Insert(8, "\n \r\n") };
        var interval = new IntervalRecord { AtSeconds = 0, SpanSeconds = 1, Phase = "steady", Operations = new Dictionary<string, IntervalOperation> { [""] = new() { Count = 1, Ok = 1, Response = bent } } };

        string[] lines = Render(interval).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(7, lines.Length);
        Assert.Equal($"Tag=_,0.000,1.000,2.500,{good.Histogram}", lines[6]);
    }

    private static IEnumerable<string[]> Lines(string log) =>
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("Tag=", StringComparison.Ordinal)).Select(line => line.Split(','));

    private static string Render(params IntervalRecord[] intervals)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        HdrLogReport.Write(writer, SampleRuns.Baseline, intervals);
        return writer.ToString();
    }

    private static IntervalRecord Interval(double at, bool measured, params (string Name, Histogram Response)[] operations) => new()
    {
        AtSeconds = at,
        SpanSeconds = 1,
        Phase = measured ? "steady" : "warm-up",
        Measured = measured,
        Operations = Operations(operations),
    };

    private static Dictionary<string, IntervalOperation> Operations(params (string Name, Histogram Response)[] operations) => operations.ToDictionary(
        each => each.Name, each => new IntervalOperation { Count = each.Response.Count, Ok = each.Response.Count, Response = IntervalLatency.From(each.Response), Service = IntervalLatency.From(each.Response) });
}
