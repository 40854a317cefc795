using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Tests.Sessions;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_burst_is_free_and_what_follows_waits_its_turn()
    {
        TokenBucket bucket = default;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, bucket.Take(5000, 100, 10));
        }

        Assert.Equal(10, bucket.Take(5000, 100, 10));
        Assert.Equal(20, bucket.Take(5000, 100, 10));
    }

    [Fact]
    public void A_pause_fills_it_up_to_the_burst()
    {
        TokenBucket bucket = default;
        for (int i = 0; i < 10; i++)
        {
            bucket.Take(0, 100, 10);
        }

        Assert.False(bucket.HasRecovered(10));
        Assert.Equal(0, bucket.Take(1_000_000, 100, 10));
        Assert.True(bucket.HasRecovered(10));
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(0, bucket.Take(1_000_000, 100, 10));
        }

        Assert.NotEqual(0, bucket.Take(1_000_000, 100, 10));
    }

    [Fact]
    public void The_rate_is_kept_over_a_long_time_by_who_waits_as_told()
    {
        TokenBucket bucket = default;
        long now = 0;
        int events = 0;
        for (; now < 100_000; events++)
        {
            now += bucket.Take(now, 50, 20);
        }

        Assert.InRange(events, 5_000, 5_025);
    }

    [Fact]
    public void Without_a_limit_nothing_waits()
    {
        TokenBucket bucket = default;
        for (int i = 0; i < 100_000; i++)
        {
            Assert.Equal(0, bucket.Take(0, 0, 1));
        }
    }

    [Fact]
    public void A_clock_that_goes_back_gives_nothing()
    {
        TokenBucket bucket = default;
        bucket.Take(10_000, 100, 1);

        Assert.Equal(10, bucket.Take(5_000, 100, 1));
    }
}
