using Millrace.Speech.Host.Metrics;

namespace Millrace.Speech.Tests.Sessions;

public sealed class StageHistogramTests
{
    [Fact]
    public void Every_time_falls_into_the_first_step_that_reaches_it()
    {
        for (long time = 0; time < 10_000_000; time = Math.Max(time + 1, time * 65 / 64))
        {
            int index = StageHistogram.IndexOf(time);
            Assert.InRange(time, index == 0 ? 0 : StageHistogram.HighestOf(index - 1) + 1, StageHistogram.HighestOf(index));
            Assert.True(StageHistogram.HighestOf(index) <= time * 1.04);
        }
    }

    [Fact]
    public void Quantiles_are_those_of_what_was_recorded()
    {
        StageHistogram histogram = new();
        Assert.Equal(0, histogram.Quantile(0.99));
        for (int i = 1; i <= 1000; i++)
        {
            histogram.Record(i * 100);
        }

        Assert.Equal(1000, histogram.Count);
        Assert.Equal(500 * 1001 * 100, histogram.Sum);
        Assert.InRange(histogram.Quantile(0.5), 50_000, 51_600);
        Assert.InRange(histogram.Quantile(0.99), 99_000, 102_400);
        Assert.InRange(histogram.Quantile(1), 100_000, 103_200);
    }

    [Fact]
    public void What_is_longer_than_it_can_count_is_the_longest()
    {
        StageHistogram histogram = new();
        histogram.Record(long.MaxValue);
        histogram.Record(-1);
        Assert.Equal(2, histogram.Count);
        Assert.True(histogram.Quantile(1) > 35 * 60 * 1_000_000L);
    }
}
