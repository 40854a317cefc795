using Xunit;

namespace Millrace.Results.Tests;

public sealed class HistogramTests
{
    [Fact]
    public void An_empty_histogram_answers_zero_to_everything()
    {
        Histogram histogram = new();

        Assert.Equal((0, 0, 0, 0), (histogram.Count, histogram.Min, histogram.Max, histogram.Saturated));
        Assert.Equal((0.0, 0.0), (histogram.Mean, histogram.StdDev));
        Assert.Equal([0L, 0L], histogram.Percentiles(0, 100));
        Assert.Equal(0, histogram.CountAtOrBelow(Histogram.HighestUs));
        Assert.Empty(histogram.RecordedBuckets());
    }

    [Fact]
    public void Every_bucket_begins_where_the_one_before_it_ends()
    {
        Assert.Equal(0, Histogram.LowestOf(0));
        for (int index = 0; index < Histogram.Buckets; index++)
        {
            long lowest = Histogram.LowestOf(index);
            long highest = Histogram.HighestOf(index);
            Assert.Equal(index, Histogram.IndexOf(lowest));
            Assert.Equal(index, Histogram.IndexOf(highest));
            Assert.Equal(highest + 1, Histogram.LowestOf(index + 1));
            Assert.True((highest - lowest) * 1000 <= lowest, $"bucket {lowest}..{highest} is wider than 0.1 %");
        }
    }

    [Fact]
    public void Every_value_below_2048_us_has_its_own_bucket()
    {
        Histogram histogram = new();
        for (int us = 0; us < 2048; us++)
        {
            histogram.Record(us);
        }

        Assert.Equal(2048, histogram.RecordedBuckets().Count());
        Assert.All(histogram.RecordedBuckets(), bucket => Assert.Equal((bucket.LowestUs, 1L, bucket.LowestUs + 1), (bucket.HighestUs, bucket.Count, bucket.CumulativeCount)));
        Assert.Equal(1023.5, histogram.Mean);
    }

    [Fact]
    public void A_percentile_never_exceeds_the_largest_value_nor_falls_below_the_smallest()
    {
        Histogram histogram = new();
        histogram.Record(1_000_001);

        Assert.All(histogram.Percentiles(0, 0.1, 50, 99, 99.999, 100), value => Assert.Equal(1_000_001, value));
        Assert.Equal(1_000_001, histogram.Mean);
        Assert.Equal(0, histogram.StdDev);
    }

    [Fact]
    public void Ranks_at_whole_counts_are_not_pushed_up_by_floating_point()
    {
        Histogram histogram = new();
        for (int us = 1; us <= 1000; us++)
        {
            histogram.Record(us);
        }

        Assert.Equal([1L, 500L, 900L, 990L, 999L, 1000L], histogram.Percentiles(0, 50, 90, 99, 99.9, 99.99));
        Assert.Equal(1L, histogram.Percentile(0.1));
    }

    [Fact]
    public void Values_above_an_hour_are_clamped_and_counted_as_saturated()
    {
        Histogram histogram = new();
        histogram.Record(Histogram.HighestUs);
        histogram.Record(Histogram.HighestUs + 1);
        histogram.RecordMany(long.MaxValue, 3);

        Assert.Equal((5, 4, Histogram.HighestUs, Histogram.HighestUs), (histogram.Count, histogram.Saturated, histogram.Min, histogram.Max));
        Assert.Equal(Histogram.HighestUs, histogram.Percentile(99));
    }

    [Fact]
    public void Negative_values_count_as_zero_and_are_not_saturated()
    {
        Histogram histogram = new();
        histogram.Record(-1);
        histogram.RecordMany(long.MinValue, 2);

        Assert.Equal((3, 0, 0, 0), (histogram.Count, histogram.Saturated, histogram.Min, histogram.Max));
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(100.001)]
    [InlineData(double.NaN)]
    public void A_percentile_outside_0_to_100_is_refused(double percentile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Histogram().Percentile(percentile));

    [Fact]
    public void Percentiles_that_do_not_ascend_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Histogram().Percentiles(99, 50));

    [Fact]
    public void A_negative_number_of_times_is_refused_and_zero_times_changes_nothing()
    {
        Histogram histogram = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.RecordMany(1, -1));
        histogram.RecordMany(1, 0);

        Assert.Equal((0, 0), (histogram.Count, histogram.Max));
    }

    [Fact]
    public void Clearing_leaves_nothing_behind_in_any_bucket()
    {
        Histogram histogram = new();
        histogram.Record(0);
        histogram.Record(Histogram.HighestUs + 5);
        histogram.Clear();
        histogram.Record(77);

        Assert.Equal([new HistogramBucket(77, 77, 1, 1)], histogram.RecordedBuckets());
        Assert.Equal((0, 77, 77), (histogram.Saturated, histogram.Min, histogram.Max));
        for (int index = 0; index < Histogram.Buckets; index++)
        {
            Assert.Equal(index == 77 ? 1 : 0, histogram.CountAt(index));
        }
    }

    [Fact]
    public void Count_at_or_below_takes_the_whole_bucket_of_the_value()
    {
        Histogram histogram = new();
        histogram.RecordMany(10, 3);
        histogram.RecordMany(4096, 2); // bucket 4096..4099
        histogram.RecordMany(1_000_000, 1);

        Assert.Equal([0L, 0L, 3L, 3L, 5L, 5L, 6L, 6L], new[] { -1L, 9, 10, 4095, 4096, 900_000, 1_000_000, long.MaxValue }.Select(histogram.CountAtOrBelow));
    }

    [Fact]
    public void A_copy_shares_nothing_with_its_origin()
    {
        Histogram histogram = new();
        histogram.Record(5);
        Histogram copy = histogram.Copy();
        copy.Record(9);

        Assert.Equal((1, 5), (histogram.Count, histogram.Max));
        Assert.Equal((2, 9), (copy.Count, copy.Max));
    }

    [Fact]
    public void Adding_a_histogram_to_itself_doubles_it()
    {
        Histogram histogram = new();
        histogram.RecordMany(123_456, 7);
        histogram.Add(histogram);

        Assert.Equal(14, histogram.Count);
        Assert.Equal(14, histogram.RecordedBuckets().Single().Count);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        Histogram histogram = new();
        Fill(histogram);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(histogram);
        histogram.Clear();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Fill(Histogram histogram)
        {
            for (int i = 0; i < 10_000; i++)
            {
                histogram.Record(i * 37L);
            }

            histogram.RecordMany(5, 5);
        }
    }
}
