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

        UsageSummary summary = UsageSummary.Of(samples, s => s.Target, 5 * Second, 15 * Second)!;

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
        UsageSummary summary = UsageSummary.Of(samples, s => s.Target, 0, 11 * Second)!;
        Assert.Null(summary.Usage.Runtime);
        Assert.NotNull(summary.Usage.CpuSeconds);
    }

    [Fact]
    public void A_side_never_seen_has_no_summary_and_one_look_has_no_differences()
    {
        Assert.Null(UsageSummary.Of([Sample(0, 1) with { Target = null }], s => s.Target, 0, Second));
        UsageSummary single = UsageSummary.Of([Sample(0, 7)], s => s.Target, 0, Second)!;
        Assert.Equal((null, 7), (single.Usage.CpuSeconds, single.Usage.RssBytesMax));
    }

    [Fact]
    public void Memory_of_two_processes_has_no_trend()
    {
        ProbeSample[] samples = [.. Enumerable.Range(0, 20).Select(i => Sample(i, 1000 + i, process: i < 10 ? 1 : 2))];
        Assert.Null(UsageSummary.Of(samples, s => s.Target, 0, 19 * Second)!.Memory);
    }

    [Fact]
    public void A_heap_that_breathes_is_told_from_one_that_grows()
    {
        Assert.True(MemoryTrend.Through([.. Enumerable.Range(0, 100).Select(i => ((double)i, 1000.0 + (i % 10)))])!.Explained < 0.1);
        Assert.Equal(new MemoryTrend(0, 1), MemoryTrend.Through([.. Enumerable.Range(0, 10).Select(i => ((double)i, 5.0))]));
        Assert.Null(MemoryTrend.Through([.. Enumerable.Range(0, 9).Select(i => ((double)i, 5.0))]));
        Assert.Null(MemoryTrend.Through([.. Enumerable.Range(0, 20).Select(i => (1.0, (double)i))]));
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
