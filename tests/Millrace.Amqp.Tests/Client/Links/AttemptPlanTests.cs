using Millrace.Amqp.Links.Connecting;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class AttemptPlanTests
{
    private static readonly LinkOptions Options = new() { FastDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(5), Jitter = 0.2 };

    [Fact]
    public void Attempts_follow_each_other_fast_for_the_first_minute()
    {
        AttemptPlan plan = New(1);
        for (double seconds = 0; seconds < 60; seconds += 0.5)
        {
            Assert.Equal(Options.FastDelay, plan.NextDelay(TimeSpan.FromSeconds(seconds), refused: false));
        }
    }

    [Fact]
    public void After_a_minute_delays_double_to_the_longest_with_jitter()
    {
        AttemptPlan plan = New(1);
        for (double expected = 100; expected < 20_000; expected *= 2)
        {
            double middle = Math.Min(expected, 5000);
            Assert.InRange(plan.NextDelay(TimeSpan.FromSeconds(61), refused: false).TotalMilliseconds, middle * 0.8, middle * 1.2);
        }
    }

    [Fact]
    public void A_refusal_slows_attempts_even_at_once()
    {
        AttemptPlan plan = New(1);
        Assert.InRange(plan.NextDelay(TimeSpan.Zero, refused: true).TotalSeconds, 0.8, 1.2);
        Assert.InRange(plan.NextDelay(TimeSpan.Zero, refused: true).TotalSeconds, 1.6, 2.4);
        Assert.Equal(Options.FastDelay, plan.NextDelay(TimeSpan.Zero, refused: false));
    }

    [Fact]
    public void One_seed_gives_one_sequence()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void An_attempt_that_needs_seconds_gets_them_although_one_starts_every_50_ms(int most)
    {
        // Simulated: one starts every 50 ms, none is answered, each is bounded by 3 s; how old does the oldest become, again and again?
        List<int> starts = [];
        int reachedTwoSeconds = 0;
        for (int now = 0; now < 60_000; now += 50)
        {
            starts.RemoveAll(start => now - start >= 3000);
            if (starts.Count == most)
            {
                starts.RemoveAt(AttemptPlan.MostRedundant([.. starts.Select(start => TimeSpan.FromMilliseconds(now - start))]));
            }

            starts.Add(now);
            Assert.Equal(now, starts[^1]);
            reachedTwoSeconds += starts.Count(start => now - start == 2000);
        }

        Assert.True(reachedTwoSeconds >= 19, $"only {reachedTwoSeconds} attempts of a minute lived for 2 s");
    }

    private static AttemptPlan New(int seed) => new(Options, new Random(seed));

    private static TimeSpan[] Draw(int seed)
    {
        AttemptPlan plan = New(seed);
        return [.. Enumerable.Range(0, 20).Select(_ => plan.NextDelay(TimeSpan.FromSeconds(61), refused: false))];
    }
}
