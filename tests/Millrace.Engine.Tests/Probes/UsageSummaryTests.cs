using Millrace.Engine.Probes;
using Xunit;

namespace Millrace.Engine.Tests.Probes;

public sealed class UsageSummaryTests
{
    private static readonly long Second = TimeProvider.System.TimestampFrequency;

    [Fact]
    public void A_windows_figures_are_differences_and_memory_is_the_runs()
    {
        ProbeSample[] samples = [.. Enumerable.Range(0, 21).Select(i => Sample(i, rss: 1000 + (10 * i)))];

        UsageSummary summary = Sum(samples, 5 * Second, 15 * Second)!;

        Assert.Equal((5.0, 50.0, 50.0), (summary.Usage.CpuSeconds!.Value, summary.Usage.CpuPercentMean!.Value, summary.Usage.CpuPercentMax!.Value));
        Assert.Equal((1000, 1200, 1200), (summary.Usage.RssBytesStart, summary.Usage.RssBytesMax, summary.Usage.RssBytesEnd));
        Assert.Equal((20L, 10L, 0L), (summary.Usage.Runtime!.Gen0Collections, summary.Usage.Runtime.Gen1Collections, summary.Usage.Runtime.Gen2Collections));
        Assert.Equal((30.0, 15.0), (summary.Usage.Runtime.GcPauseMsTotal, summary.Usage.Runtime.GcPauseMsMax));
        Assert.Equal(1_000, summary.Usage.Runtime.AllocatedBytes);
        Assert.Equal((10.0, 1.0), (Math.Round(summary.Memory!.BytesPerSecond, 6), Math.Round(summary.Memory.Explained, 6)));
    }

    [Fact]
    public void What_was_not_watched_from_edge_to_edge_is_not_measured()
    {
        ProbeSample[] samples = [.. Enumerable.Range(0, 12).Select(i => Sample(i, 1000, hasRuntime: i > 0))];
        UsageSummary summary = Sum(samples, 0, 11 * Second)!;
        Assert.Null(summary.Usage.Runtime);
        Assert.NotNull(summary.Usage.CpuSeconds);
    }

    [Fact]
    public void A_side_never_seen_has_no_summary_and_one_look_has_no_differences()
    {
        Assert.Null(Sum([Sample(0, 1) with { Target = null }], 0, Second));
        UsageSummary single = Sum([Sample(0, 7)], 0, Second)!;
        Assert.Equal((null, 7), (single.Usage.CpuSeconds, single.Usage.RssBytesMax));
    }

    [Fact]
    public void Memory_of_two_processes_has_no_trend()
    {
        ProbeSample[] samples = [.. Enumerable.Range(0, 20).Select(i => Sample(i, 1000 + i, process: i < 10 ? 1 : 2))];
        Assert.Null(Sum(samples, 0, 19 * Second)!.Memory);
    }

    [Fact]
    public void A_heap_that_breathes_is_told_from_one_that_grows()
    {
        Assert.True(Through([.. Enumerable.Range(0, 100).Select(i => ((double)i, 1000.0 + (i % 10)))])!.Explained < 0.1);
        Assert.Equal(new MemoryTrend(0, 1), Through([.. Enumerable.Range(0, 10).Select(i => ((double)i, 5.0))]));
        Assert.Null(Through([.. Enumerable.Range(0, 9).Select(i => ((double)i, 5.0))]));
        Assert.Null(Through([.. Enumerable.Range(0, 20).Select(i => (1.0, (double)i))]));
    }

    [Fact]
    public void A_day_of_looks_costs_no_more_than_a_minute_of_them()
    {
        var tally = new UsageTally();
        ProbeSample[] cycle = [.. Enumerable.Range(0, 100).Select(i => Sample(i, 1_000_000 + i))];
        long allocated = Allocations.Of(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                tally.Add(i * Second, cycle[i % 100].Target, inWindow: true);
            }
        });

        Assert.Equal(0, allocated);
        Assert.Equal((1_000_000, 1_000_099, 1_000_099), (tally.Summary!.Usage.RssBytesStart, tally.Summary.Usage.RssBytesMax, tally.Summary.Usage.RssBytesEnd));
        Assert.InRange(tally.Summary.Memory!.Explained, 0, 0.01);
    }

    [Fact]
    public void A_trend_of_days_is_as_exact_as_one_of_minutes()
    {
        MemoryTrend trend = Through([.. Enumerable.Range(0, 100_000).Select(i => ((double)i, 64e9 + (3.0 * i)))])!;
        Assert.Equal((3.0, 1.0), (Math.Round(trend.BytesPerSecond, 6), Math.Round(trend.Explained, 6)));
    }

    private static UsageSummary? Sum(ProbeSample[] samples, long from, long to)
    {
        var tally = new UsageTally();
        Array.ForEach(samples, sample => tally.Add(sample.At, sample.Target, sample.At >= from && sample.At <= to));
        return tally.Summary;
    }

    private static MemoryTrend? Through((double Seconds, double Bytes)[] points)
    {
        var line = new TrendLine();
        Array.ForEach(points, point => line.Add(point.Seconds, point.Bytes));
        return line.Trend;
    }

    private static ProbeSample Sample(int i, long rss, bool hasRuntime = true, int process = 1)
    {
        var point = new ProcessPoint
        {
            ProcessId = process,
            CpuSeconds = i * 0.5,
            CpuPercent = 50,
            RssBytes = rss,
            Runtime = !hasRuntime ? null : new RuntimePoint
            {
                Gen0Collections = 2 * i,
                Gen1Collections = i,
                Gen2Collections = 3,
                PauseMsTotal = 3 * i,
                PauseMsMax = i,
                AllocatedBytes = 100 * i,
            },
        };
        return new ProbeSample { At = i * Second, Target = point, Generator = point };
    }
}
