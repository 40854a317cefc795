using Millrace.Engine.Capacity;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Capacity;

public sealed class CapacitySearchTests(ITestOutputHelper output)
{
    private static readonly CapacityPlan Rates = new() { From = 1_000, Least = 1, Most = 10_000_000 };

    [Theory]
    [InlineData(5_000, 0.02)]
    [InlineData(48_211, 0.05)]
    [InlineData(1_300, 0.1)]
    [InlineData(900_000, 0.01)]
    public void Knee_of_a_quiet_queue_lies_between_the_bounds_and_they_are_near(double capacity, double limit)
    {
        CapacitySearch search = new SimulatedTarget(1, SimulatedTarget.Queue(capacity, limit)).Search(Rates);

        double knee = SimulatedTarget.KneeOf(capacity, limit);
        Assert.True(search.IsComplete, search.Ended);
        Assert.InRange(knee, search.Sustained!.Value, search.Missed!.Value);
        Assert.InRange(search.Missed.Value / search.Sustained.Value, 1, 1.0500001);
        Assert.False(search.GeneratorLimited);
    }

    [Theory]
    [InlineData(0.10, 0.00, 0.00)]
    [InlineData(0.15, 0.05, 0.02)]
    [InlineData(0.10, 0.10, 0.05)]
    public void Of_100_noisy_searches_95_bracket_the_knee_within_the_precision(double noise, double disturbed, double unclear)
    {
        int found = 0, strictly = 0, steps = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            double capacity = 3_000 * Math.Pow(1.07, seed);
            var target = new SimulatedTarget(seed, SimulatedTarget.Queue(capacity, 0.05)) { Noise = noise, Disturbed = disturbed, Unclear = unclear };
            CapacitySearch search = target.Search(Rates);
            double knee = SimulatedTarget.KneeOf(capacity, 0.05);
            steps += search.Steps;
            strictly += search.Sustained <= knee && knee <= search.Missed ? 1 : 0;
            if (search.IsComplete && search.Sustained <= knee * 1.05 && search.Missed >= knee / 1.05 && search.Missed <= search.Sustained * 1.0500001)
            {
                found++;
            }
            else
            {
                output.WriteLine($"seed {seed}: knee {knee:0}, {search.Sustained:0}..{search.Missed:0} after {search.Steps}: {search.Ended}");
            }
        }

        output.WriteLine($"{found} within, {strictly} strictly, {steps / 100.0} steps");
        Assert.InRange(found, 95, 100);
        Assert.InRange(strictly, 80, 100);
    }

    [Fact]
    public void Cliff_is_found_with_whole_clients()
    {
        var plan = new CapacityPlan { From = 10, Least = 1, Most = 100_000, IsWhole = true };
        for (int cliff = 2; cliff < 300; cliff += 7)
        {
            int last = cliff;
            CapacitySearch search = new SimulatedTarget(1, clients => clients <= last ? 0.01 : 100).Search(plan);

            Assert.True(search.IsComplete, search.Ended);
            Assert.InRange(last, search.Sustained!.Value, search.Missed!.Value - 1);
            Assert.True(search.Missed - search.Sustained <= Math.Max(1, 0.05 * search.Sustained.Value + 1e-6));
        }
    }

    [Fact]
    public void Single_disturbed_run_decides_nothing()
    {
        var search = new CapacitySearch(Rates);
        search.Add(new StepFinding(CapacityOutcome.Missed));

        Assert.Equal(1_000, search.Next);
        Assert.Null(search.Missed);

        search.Add(new StepFinding(CapacityOutcome.Met));
        Assert.Equal(1_000, search.Next);

        search.Add(new StepFinding(CapacityOutcome.Met));
        Assert.Equal(2_000, search.Next);
        Assert.Equal(1_000, search.Sustained);
    }

    [Fact]
    public void Load_that_was_met_close_to_the_limit_is_tried_once_more()
    {
        var search = new CapacitySearch(Rates);
        search.Add(new StepFinding(CapacityOutcome.Met) { Closeness = 0.9 });

        Assert.Equal(1_000, search.Next);
        Assert.Null(search.Sustained);

        search.Add(new StepFinding(CapacityOutcome.Met) { Closeness = 0.9 });
        Assert.Equal(2_000, search.Next);
    }

    [Fact]
    public void Bound_that_two_disturbed_runs_made_is_given_up_when_it_is_confirmed()
    {
        int runs = 0;
        var search = new CapacitySearch(Rates);
        while (search.Next is { } load)
        {
            // The knee is at 10,000; the first two runs at 8,000 are disturbed.
            search.Add(new StepFinding(load > 10_000 || (load == 8_000 && ++runs <= 2) ? CapacityOutcome.Missed : CapacityOutcome.Met) { Closeness = 0.1 });
        }

        Assert.True(search.IsComplete, search.Ended);
        Assert.InRange(10_000, search.Sustained!.Value, search.Missed!.Value);
        Assert.InRange(search.Missed.Value / search.Sustained.Value, 1, 1.0500001);
    }

    [Fact]
    public void Generator_that_is_the_limit_leaves_a_lower_bound()
    {
        var target = new SimulatedTarget(1, _ => 0.2) { GeneratorWall = 33_000 };
        CapacitySearch search = target.Search(Rates);

        Assert.True(search.IsComplete, search.Ended);
        Assert.True(search.GeneratorLimited);
        Assert.Null(search.Missed);
        Assert.InRange(search.Sustained!.Value, 33_000 / 1.0500001, 33_000);
        Assert.Contains("generator was the limit", search.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_that_meets_every_load_is_tried_up_to_the_largest()
    {
        CapacitySearch search = new SimulatedTarget(1, _ => 0.01).Search(Rates);

        Assert.True(search.IsComplete);
        Assert.Equal(Rates.Most, search.Sustained);
        Assert.Null(search.Missed);
        Assert.Contains("the largest load that was to be tried", search.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_that_meets_no_load_is_tried_down_to_the_smallest()
    {
        CapacitySearch search = new SimulatedTarget(1, _ => 5).Search(Rates);

        Assert.True(search.IsComplete);
        Assert.Null(search.Sustained);
        Assert.Equal(1, search.Missed);
        Assert.Contains("the smallest load that was tried", search.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public void First_load_above_the_knee_is_left_downwards()
    {
        CapacitySearch search = new SimulatedTarget(1, SimulatedTarget.Queue(700, 0.05)).Search(Rates);

        double knee = SimulatedTarget.KneeOf(700, 0.05);
        Assert.InRange(knee, search.Sustained!.Value, search.Missed!.Value);
    }

    [Fact]
    public void Blip_in_the_middle_still_ends_with_bounds_that_were_both_seen()
    {
        // Between 3,900 and 4,100 it misses, then it holds again up to 20,000.
        CapacitySearch search = new SimulatedTarget(1, load => load is > 3_900 and < 4_100 or > 20_000 ? 2 : 0.2).Search(Rates);

        Assert.True(search.IsComplete, search.Ended);
        Assert.InRange(search.Missed!.Value / search.Sustained!.Value, 1, 1.0500001);
    }

    [Fact]
    public void Runs_that_say_nothing_end_the_search_with_what_is_known()
    {
        var search = new CapacitySearch(Rates);
        search.Add(new StepFinding(CapacityOutcome.Met));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2_000, search.Next);
            search.Add(new StepFinding(CapacityOutcome.Unclear));
        }

        Assert.Null(search.Next);
        Assert.False(search.IsComplete);
        Assert.Equal(1_000, search.Sustained);
    }

    [Fact]
    public void Whatever_the_target_does_the_search_ends_and_its_bounds_are_in_order()
    {
        CapacityOutcome[] all = Enum.GetValues<CapacityOutcome>();
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var plan = Rates with { IsWhole = seed % 2 == 0, MaxSteps = 60, From = 1 + random.Next(1_000), Precision = 0.01 + (random.NextDouble() * 0.2) };
            var search = new CapacitySearch(plan);
            int steps = 0;
            while (search.Next is { } load)
            {
                Assert.InRange(load, plan.Least, plan.Most);
                Assert.True(++steps <= plan.MaxSteps);
                Assert.InRange(search.StepsLeft, 1, plan.MaxSteps);
                search.Add(new StepFinding(all[random.Next(all.Length)]) { Closeness = random.NextDouble() * 2, IsEasy = random.Next(2) == 0 });
                Assert.False(search.Missed <= search.Sustained);
                Assert.False(search.GeneratorWall <= search.Sustained);
            }

            Assert.NotNull(search.Ended);
        }
    }

    [Theory]
    [InlineData(9_900)]
    [InlineData(10_100)]
    public void Load_that_is_asked_about_is_tried_itself_though_the_bounds_around_it_are_near(double wanted)
    {
        var target = new SimulatedTarget(1, load => load <= 10_000 ? 0.5 : 3);

        CapacitySearch search = target.Search(new CapacityPlan { From = 1000, Least = 1, Most = 1_000_000, Wanted = wanted });

        Assert.Contains(wanted, target.Asked);
        Assert.True(search.Sustained >= wanted || search.Missed <= wanted);
        Assert.True(search.IsComplete);
    }

    [Fact]
    public void Search_that_is_stopped_keeps_its_bounds()
    {
        var search = new CapacitySearch(Rates);
        search.Add(new StepFinding(CapacityOutcome.Met));
        search.Stop("it was interrupted");

        Assert.Null(search.Next);
        Assert.Equal(0, search.StepsLeft);
        Assert.Equal(1_000, search.Sustained);
        Assert.Equal("it was interrupted", search.Ended);
    }
}
