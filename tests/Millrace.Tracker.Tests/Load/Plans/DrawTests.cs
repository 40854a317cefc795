using Millrace.Tracker.Load;
using Millrace.Tracker.Load.Plans;

namespace Millrace.Tracker.Tests.Load.Plans;

public sealed class DrawTests
{
    [Fact]
    public void Zipf_gives_each_its_weight()
    {
        var draw = new ZipfDraw(10, 1);
        int[] drawn = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            drawn[draw.At((i + 0.5) / 100_000)]++;
        }

        double sum = Enumerable.Range(1, 10).Sum(k => 1.0 / k);
        Assert.All(Enumerable.Range(0, 10), k => Assert.Equal(100_000 / sum / (k + 1), drawn[k], 2.0));
    }

    [Fact]
    public void The_ends_of_zipf_are_within_its_range()
    {
        var draw = new ZipfDraw(3, 2);
        Assert.Equal((0, 2), (draw.At(0), draw.At(Math.BitDecrement(1.0))));
        Assert.Equal(0, new ZipfDraw(1, 1).At(0.9));
    }

    [Fact]
    public void Operations_come_as_often_as_their_weights()
    {
        Assert.True(OperationMix.TryParse("announce=80, scrape=15, connect=5", out OperationMix mix, out _));
        Dictionary<TrackerOperation, int> drawn = Enumerable.Range(0, 1000).GroupBy(i => mix.At((ulong)i)).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal((800, 150, 50), (drawn[TrackerOperation.Announce], drawn[TrackerOperation.Scrape], drawn[TrackerOperation.Connect]));
        Assert.Equal("announce 80 %, scrape 15 %, connect 5 %", mix.ToString());
    }

    [Theory]
    [InlineData("announce=0", "all weights are 0")]
    [InlineData("", "all weights are 0")]
    [InlineData("anounce=1", "'anounce=1' is no weight")]
    [InlineData("announce=-1", "whole number")]
    [InlineData("announce=1,scrape", "'scrape' is no weight")]
    public void What_is_no_mix_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(OperationMix.TryParse(text, out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
