using Millrace.Engine.Arrivals;
using Xunit;

namespace Millrace.Engine.Tests.Arrivals;

public sealed class ArrivalPlanTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(5000, 10)]
    [InlineData(3, 7)]
    [InlineData(0.5, 20)]
    [InlineData(1_000_000, 2)]
    public void A_constant_rate_has_exactly_rate_times_length_arrivals(double rate, int seconds)
    {
        var plan = new ConstantPlan(rate);
        Assert.Equal((long)(rate * seconds), CountBefore(plan, Ticks.PerSecond * seconds, (long)(rate * seconds) - 5));
    }

    [Fact]
    public void A_constant_rate_is_evenly_spaced_without_drift_after_an_hour()
    {
        var plan = new ConstantPlan(3000);
        for (long n = 3000L * 3600; n < (3000L * 3600) + 3000; n++)
        {
            long gap = plan.DueTicks(n + 1, 1) - plan.DueTicks(n, 1);
            Assert.InRange(gap, (Ticks.PerSecond / 3000) - 1, (Ticks.PerSecond / 3000) + 1);
        }

        Assert.Equal(3600 * Ticks.PerSecond, plan.DueTicks(3000L * 3600, 1));
    }

    [Fact]
    public void A_ramp_has_the_area_under_its_line_and_then_holds()
    {
        var plan = new RampPlan(0, 1000, 10 * _second);
        Assert.Equal(5000, CountBefore(plan, 10 * Ticks.PerSecond, 0));
        Assert.Equal(7000, CountBefore(plan, 12 * Ticks.PerSecond, 0));
        Assert.Equal(1000, plan.RateAt(11 * _second));
    }

    [Fact]
    public void Arrival_n_of_a_ramp_lies_where_the_area_reaches_n()
    {
        var plan = new RampPlan(0, 1000, 10 * _second);
        for (int n = 0; n < 5000; n += 7)
        {
            // The area after t seconds is 50 t^2.
            Assert.Equal(Math.Sqrt(n / 50.0), Ticks.ToSeconds(plan.DueTicks(n, 1)), tolerance: 1e-8);
        }
    }

    [Fact]
    public void A_falling_ramp_to_nothing_ends()
    {
        var plan = new RampPlan(1000, 0, 10 * _second);
        Assert.Equal(5000, CountBefore(plan, 10 * Ticks.PerSecond, 0));
        Assert.Equal(long.MaxValue, plan.DueTicks(5001, 1));
    }

    [Fact]
    public void Steps_climb_by_their_height_and_hold_the_last()
    {
        var plan = new StepPlan(100, 350, 100, 2 * _second);
        Assert.Equal([100, 200, 300, 350], plan.Stages.Select(stage => stage.From));
        Assert.Equal(200 + 400 + 600, CountBefore(plan, 6 * Ticks.PerSecond, 0));
        Assert.Equal(200 + 400 + 600 + 700 + 350, CountBefore(plan, 9 * Ticks.PerSecond, 0));
    }

    [Fact]
    public void Steps_go_down_too()
    {
        Assert.Equal([300, 200, 100], new StepPlan(300, 100, 100, _second).Stages.Select(stage => stage.To));
    }

    [Fact]
    public void A_spike_rises_and_falls_at_once()
    {
        var plan = new SpikePlan(100, 1000, 2 * _second, _second);
        Assert.Equal(200, CountBefore(plan, 2 * Ticks.PerSecond, 0));
        Assert.Equal(1200, CountBefore(plan, 3 * Ticks.PerSecond, 0));
        Assert.Equal(1300, CountBefore(plan, 4 * Ticks.PerSecond, 0));
    }

    [Fact]
    public void A_stage_without_rate_is_a_pause()
    {
        var plan = new StagesPlan([new(100, 100, _second), new(0, 0, 5 * _second), new(100, 100, _second)]);
        Assert.Equal(100, CountBefore(plan, 6 * Ticks.PerSecond, 0));
        Assert.Equal(6 * Ticks.PerSecond, plan.DueTicks(100, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Shards_together_walk_every_arrival_once(int shards)
    {
        foreach (ArrivalPlan plan in new ArrivalPlan[] { new ConstantPlan(700), new RampPlan(10, 500, _second), new PoissonPlan(new ConstantPlan(900)) })
        {
            ArrivalCursor[] cursors = [.. Enumerable.Range(0, shards).Select(shard => plan.Walk(42, shard, shards))];
            long[] striped = [.. Enumerable.Range(0, 24).SelectMany(_ => cursors.Select(cursor => cursor.Next()))];
            Assert.Equal(Enumerable.Range(0, 24 * shards).Select(n => plan.DueTicks(n, 42)), striped);
        }
    }

    [Fact]
    public void Poisson_arrivals_have_the_rate_and_the_variance_of_a_poisson_process()
    {
        const int Seconds = 2_000;
        ArrivalCursor cursor = new PoissonPlan(new ConstantPlan(100)).Walk(7, 0, 1);
        int[] perSecond = new int[Seconds];
        for (long due; (due = cursor.Next()) < Seconds * Ticks.PerSecond;)
        {
            perSecond[due / Ticks.PerSecond]++;
        }

        double mean = perSecond.Average();
        double variance = perSecond.Average(count => (count - mean) * (count - mean));
        Assert.InRange(mean, 98.9, 101.1); // five standard errors
        Assert.InRange(variance / mean, 0.84, 1.16);
    }

    [Fact]
    public void Poisson_arrivals_follow_the_seed()
    {
        var plan = new PoissonPlan(new RampPlan(0, 100, _second));
        Assert.Equal(Walk(1), Walk(1));
        Assert.NotEqual(Walk(1), Walk(2));

        long[] Walk(long seed)
        {
            ArrivalCursor cursor = plan.Walk(seed, 0, 1);
            return [.. Enumerable.Range(0, 100).Select(_ => cursor.Next())];
        }
    }

    private static long CountBefore(ArrivalPlan plan, long end, long from)
    {
        long n = from;
        while (plan.DueTicks(n, 1) < end)
        {
            n++;
        }

        return n;
    }
}
