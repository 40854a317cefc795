using Xunit;

namespace Millrace.Results.Tests;

public sealed class GrowingSeriesTests
{
    [Fact]
    public void A_series_of_a_day_and_more_stays_bounded_evenly_sharp_and_loses_nothing()
    {
        double[] boundaries = [5_000.5, 5_020.25, 90_000];
        GrowingSeries series = new(() => boundaries);
        int most = 0;
        double at = 0;
        for (int i = 0; i < 100_000; i++)
        {
            SeriesPoint point = Point(at, 1 + (i % 7 * 0.0005), i < 5 ? "connect" : i < 99_990 ? "steady" : "drain") with { OkPerSecond = i % 100, MaxMs = i == 33_333 ? 777 : 1 };
            series.Add(point);
            at += point.SpanSeconds;
            most = Math.Max(most, series.Count);
        }

        IReadOnlyList<SeriesPoint> points = series.Snapshot();
        Assert.InRange(most, SeriesThinning.MaxPoints, 2 * SeriesThinning.MaxPoints);
        Assert.InRange(points.Count, SeriesThinning.MaxPoints / 2, 2 * SeriesThinning.MaxPoints);
        Assert.Equal(at, points.Sum(p => p.SpanSeconds), 3);
        Assert.Equal(Enumerable.Range(0, 100_000).Sum(i => i % 100 * (1 + (i % 7 * 0.0005))), points.Sum(p => p.OkPerSecond * p.SpanSeconds), 1);
        Assert.Equal(777, points.Max(p => p.MaxMs));
        Assert.Equal(["connect", "steady", "drain"], points.Select(p => p.Phase).Distinct());
        Assert.All(boundaries, boundary => Assert.DoesNotContain(points, p => p.AtSeconds < boundary && boundary <= p.AtSeconds + p.SpanSeconds - 1.01));
        // The first hour is as sharp as the last: older points are not merged again and again.
        double[] spans = [.. points.Where(p => p.Phase == "steady").Select(p => p.SpanSeconds).Order()];
        Assert.InRange(spans[^1] / spans[spans.Length / 2], 1, 1.1);
    }

    [Fact]
    public void A_short_series_is_kept_as_it_came()
    {
        GrowingSeries series = new(() => [], cap: 10);
        SeriesPoint[] points = [.. Enumerable.Range(0, 19).Select(i => Point(i, 1, "steady"))];
        Array.ForEach(points, series.Add);
        Assert.Equal(points, series.Snapshot());
    }

    [Fact]
    public void More_phases_than_the_cap_are_all_kept()
    {
        GrowingSeries series = new(() => [], cap: 2);
        for (int i = 0; i < 1_000; i++)
        {
            series.Add(Point(i, 1, $"phase {i / 100}"));
        }

        Assert.Equal(10, series.Snapshot().Select(point => point.Phase).Distinct().Count());
        Assert.InRange(series.Count, 10, 40);
    }

    [Fact]
    public void A_boundary_that_becomes_known_late_is_kept_from_then_on()
    {
        List<double> boundaries = [];
        GrowingSeries series = new(() => boundaries, cap: 4);
        for (int i = 0; i < 64; i++)
        {
            if (i == 41)
            {
                boundaries.Add(40.5);
            }

            series.Add(Point(i, 1, "steady"));
        }

        Assert.Contains(series.Snapshot(), point => point.AtSeconds == 41);
    }

    private static SeriesPoint Point(double at, double span, string phase) => new() { AtSeconds = at, SpanSeconds = span, Phase = phase };
}
