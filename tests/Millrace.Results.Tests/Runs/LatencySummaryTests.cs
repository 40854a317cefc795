using Xunit;

namespace Millrace.Results.Tests;

public sealed class LatencySummaryTests
{
    [Fact]
    public void An_empty_histogram_has_no_summary()
    {
        Assert.Null(LatencySummary.From(new Histogram()));
        Assert.Null(IntervalLatency.From(new Histogram()));
    }

    [Fact]
    public void A_summary_is_in_milliseconds()
    {
        Histogram histogram = new();
        for (int us = 1; us <= 1000; us++)
        {
            histogram.Record(us);
        }

        LatencySummary summary = LatencySummary.From(histogram)!;
        Assert.Equal(
            (1000L, 0.001, 0.5005, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0),
            (summary.Count, summary.MinMs, summary.MeanMs, summary.P50Ms, summary.P90Ms, summary.P95Ms, summary.P99Ms, summary.P999Ms, summary.MaxMs));
        Assert.Equal(0.28867, summary.StdDevMs, 5);
        Assert.Null(summary.Saturated);
    }

    [Fact]
    public void A_summary_gives_back_its_histogram_with_extremes_and_saturation()
    {
        Histogram histogram = new();
        histogram.Record(123_457);
        histogram.RecordMany(Histogram.HighestUs + 1, 2);

        Histogram back = LatencySummary.From(histogram)!.ToHistogram();
        Assert.Equal((123_457, Histogram.HighestUs, 2, 3), (back.Min, back.Max, back.Saturated, back.Count));
    }

    [Fact]
    public void Extremes_that_do_not_fit_the_histogram_are_passed_over()
    {
        Histogram histogram = new();
        histogram.Record(5000);

        Histogram back = (LatencySummary.From(histogram)! with { MinMs = 9, MaxMs = double.NaN, Saturated = 50 }).ToHistogram();
        Assert.Equal((5000, 5003, 1), (back.Min, back.Max, back.Saturated));
    }

    [Fact]
    public void The_headline_of_a_suite_merges_operations_and_never_averages_them()
    {
        Histogram fast = new();
        Histogram slow = new();
        fast.RecordMany(1000, 99);
        slow.RecordMany(100_000, 1);
        RunFile run = RunJsonTests.Empty() with
        {
            Operations = new Dictionary<string, OperationResult>
            {
                ["announce"] = new() { RatePerSecond = 99, Response = LatencySummary.From(fast), Errors = new Dictionary<string, long> { ["timeout"] = 2 } },
                ["scrape"] = new() { RatePerSecond = 1, Response = LatencySummary.From(slow) },
                ["connect"] = new(),
            },
        };

        SuiteRun headline = SuiteRun.From("folder", run);
        Assert.Equal((100.0, 1.0, 1.0, 100.0, 2L), (headline.RatePerSecond, headline.P50Ms, headline.P99Ms, headline.MaxMs, headline.Errors));
    }
}
