using Xunit;

namespace Millrace.Results.Tests;

public sealed class HistogramPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merging_parts_gives_the_same_histogram_as_recording_the_whole(int seed)
    {
        Random random = new(seed);
        Histogram whole = new();
        Histogram[] parts = [new(), new(), new(), new()];
        foreach (long value in RandomValues.Of(random, 4000))
        {
            whole.Record(value);
            parts[random.Next(parts.Length)].Record(value);
        }

        Histogram merged = new();
        foreach (Histogram part in parts.OrderBy(_ => random.Next()))
        {
            merged.Add(part);
        }

        AssertSame(whole, merged);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_percentile_is_at_most_a_tenth_of_a_percent_above_the_exact_one_and_never_below(int seed)
    {
        Random random = new(seed);
        Histogram histogram = new();
        long[] values = RandomValues.Of(random, 5000);
        foreach (long value in values)
        {
            histogram.Record(value);
        }

        long[] sorted = [.. values.Select(value => Math.Clamp(value, 0, Histogram.HighestUs)).Order()];
        double[] percentiles = [.. Enumerable.Range(1, 100).Select(_ => random.NextDouble() * 100).Order(), 99.9, 99.99, 100];
        Array.Sort(percentiles);
        long[] found = histogram.Percentiles(percentiles);
        for (int i = 0; i < percentiles.Length; i++)
        {
            long exact = sorted[Math.Clamp((int)Math.Ceiling(percentiles[i] / 100 * sorted.Length), 1, sorted.Length) - 1];
            Assert.InRange(found[i], exact, exact * 1.001);
            Assert.Equal(found[i], histogram.Percentile(percentiles[i]));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Mean_and_deviation_are_right_to_the_resolution(int seed)
    {
        Histogram histogram = new();
        long[] values = [.. RandomValues.Of(new Random(seed), 5000).Select(value => Math.Clamp(value, 0, Histogram.HighestUs))];
        foreach (long value in values)
        {
            histogram.Record(value);
        }

        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(histogram.Mean, mean * 0.9995, mean * 1.0005);
        Assert.InRange(histogram.StdDev, deviation * 0.999, deviation * 1.001);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Decoding_gives_back_every_count(int seed)
    {
        Histogram histogram = new();
        Random random = new(seed);
        foreach (long value in RandomValues.Of(random, random.Next(1, 3000)))
        {
            histogram.RecordMany(value, 1L << random.Next(0, 40));
        }

        Histogram decoded = Histogram.DecodeV2(histogram.EncodeV2());
        Assert.Equal(histogram.RecordedBuckets(), decoded.RecordedBuckets());
        Assert.Equal((histogram.Count, histogram.Mean), (decoded.Count, decoded.Mean));

        decoded.RestoreExtremes(histogram.Min, histogram.Max);
        decoded.RestoreSaturated(histogram.Saturated);
        AssertSame(histogram, decoded);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Count_at_or_below_agrees_with_the_recorded_buckets(int seed)
    {
        Histogram histogram = new();
        foreach (long value in RandomValues.Of(new Random(seed), 500))
        {
            histogram.Record(value);
        }

        Assert.All(histogram.RecordedBuckets(), bucket =>
        {
            Assert.Equal(bucket.CumulativeCount, histogram.CountAtOrBelow(bucket.LowestUs));
            Assert.Equal(bucket.CumulativeCount - bucket.Count, histogram.CountAtOrBelow(bucket.LowestUs - 1));
        });
    }

    private static void AssertSame(Histogram expected, Histogram actual)
    {
        Assert.Equal(expected.RecordedBuckets(), actual.RecordedBuckets());
        Assert.Equal((expected.Count, expected.Saturated, expected.Min, expected.Max), (actual.Count, actual.Saturated, actual.Min, actual.Max));
        Assert.Equal(expected.Percentiles(0, 25, 50, 99, 99.9, 100), actual.Percentiles(0, 25, 50, 99, 99.9, 100));
    }
}
