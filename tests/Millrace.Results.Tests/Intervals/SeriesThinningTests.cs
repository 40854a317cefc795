using Xunit;

namespace Millrace.Results.Tests;

public sealed class SeriesThinningTests
{
    [Fact]
    public void A_series_within_the_cap_is_left_as_it_is()
    {
        SeriesPoint[] points = Points(10);
        Assert.Same(points, SeriesThinning.Thin(points, [], cap: 10));
    }

    [Fact]
    public void Merged_points_add_their_spans_average_their_rates_and_keep_the_worst_of_the_rest()
    {
        SeriesPoint[] points =
        [
            new() { AtSeconds = 0, Phase = "steady", SentPerSecond = 10, P99Ms = 5, MaxMs = 9, InFlight = 1, ConnectedClients = 7, TargetCpuPercent = 20, TargetRssBytes = 10 },
            new() { AtSeconds = 1, SpanSeconds = 3, Phase = "steady", SentPerSecond = 2, P99Ms = 8, MaxMs = 8.5, InFlight = 4, ConnectedClients = 3, TargetRssBytes = 30 },
        ];

        Assert.Equal(
            new SeriesPoint { AtSeconds = 0, SpanSeconds = 4, Phase = "steady", SentPerSecond = 4, P99Ms = 8, MaxMs = 9, InFlight = 4, ConnectedClients = 3, TargetCpuPercent = 20, TargetRssBytes = 30 },
            Assert.Single(SeriesThinning.Thin(points, [], cap: 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Thinning_keeps_time_totals_and_extremes_and_never_spans_a_boundary(int seed)
    {
        Random random = new(seed);
        SeriesPoint[] points = Points(3600 + random.Next(4000), random);
        double[] boundaries = [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble() * points.Length)];
        IReadOnlyList<SeriesPoint> thin = SeriesThinning.Thin(points, boundaries);

        Assert.InRange(thin.Count, SeriesThinning.MaxPoints / 3, SeriesThinning.MaxPoints);
        Assert.Equal(points.Sum(p => p.SpanSeconds), thin.Sum(p => p.SpanSeconds), 6);
        Assert.Equal(points.Sum(p => p.OkPerSecond * p.SpanSeconds), thin.Sum(p => p.OkPerSecond * p.SpanSeconds), 3);
        Assert.Equal(points.Max(p => p.MaxMs), thin.Max(p => p.MaxMs));
        Assert.Equal(points.Select(p => p.Phase).Distinct(), thin.Select(p => p.Phase).Distinct());
        double at = 0;
        foreach (SeriesPoint point in thin)
        {
            Assert.Equal(at, point.AtSeconds, 6);
            at += point.SpanSeconds;
            // The last second that went into the point begins no later than any boundary within it, unless it holds the boundary itself.
            Assert.DoesNotContain(boundaries, boundary => point.AtSeconds < boundary && boundary <= point.AtSeconds + point.SpanSeconds - 1);
        }
    }

    [Fact]
    public void More_stretches_than_the_cap_are_all_kept()
    {
        SeriesPoint[] points = [.. Points(12).Select((point, i) => point with { Phase = $"phase {i / 3}" })];
        Assert.Equal([0.0, 3, 6, 9], SeriesThinning.Thin(points, [], cap: 2).Select(point => point.AtSeconds));
    }

    [Fact]
    public void The_boundaries_of_faults_are_when_they_really_began_and_ended()
    {
        FaultResult planned = new() { Kind = "pause", Spec = "pause@5s..8s", Target = "target", AtSeconds = 5, UntilSeconds = 8 };
        FaultResult injected = planned with { InjectedAtSeconds = 5.25, RemovedAtSeconds = 8.5 };
        FaultResult lasting = planned with { AtSeconds = 20, UntilSeconds = null };

        Assert.Equal([5, 8, 5.25, 8.5, 20], SeriesThinning.Boundaries([planned, injected, lasting]));
    }

    [Fact]
    public void A_cap_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => SeriesThinning.Thin([], [], cap: 0));

    private static SeriesPoint[] Points(int count, Random? random = null) =>
    [
        .. Enumerable.Range(0, count).Select(i => new SeriesPoint
        {
            AtSeconds = i,
            Phase = i < 5 ? "connect" : i < count - 7 ? "steady" : "drain",
            OkPerSecond = random?.Next(1000) ?? i,
            MaxMs = random?.NextDouble() * 100,
        }),
    ];
}
