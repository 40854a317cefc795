using Millrace.Reports.Comparing;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Comparing;

/// <summary>How often the comparison is right, over a hundred seeded trials of each kind. The table of docs/guide/comparing.md is what these write.</summary>
public sealed class TrialTests(ITestOutputHelper output)
{
    private const int Trials = 100, Enough = 95;

    /// <summary>With runs that vary by 1 %, so many on each side are enough; docs/guide/comparing.md says so.</summary>
    private const int Repeats = 8;

    [Fact]
    public void Equal_sets_of_repeats_are_called_the_same_in_95_of_100_trials() => Assert.InRange(Sets(Repeats, 0, ChangeVerdict.Same), Enough, Trials);

    [Fact]
    public void A_slowdown_of_5_percent_in_repeats_is_called_slower_in_95_of_100_trials() => Assert.InRange(Sets(Repeats, 0.05, ChangeVerdict.Slower), Enough, Trials);

    [Fact]
    public void Equal_single_runs_of_a_minute_are_called_the_same_in_95_of_100_trials() => Assert.InRange(Singles(0, 0, ChangeVerdict.Same), Enough, Trials);

    [Fact]
    public void A_slowdown_of_5_percent_in_single_runs_of_a_minute_is_called_slower_in_95_of_100_trials() => Assert.InRange(Singles(0, 0.05, ChangeVerdict.Slower), Enough, Trials);

    // A hiccup of the machine hits some hundred operations of one run in ten: less than 0.1 points of three million.
    [Fact]
    public void Equal_sets_of_which_some_runs_had_a_burst_of_errors_are_called_the_same_in_95_of_100_trials() => Assert.InRange(Bursts(200, ChangeVerdict.Same), Enough, Trials);

    // A large one is more than the threshold. What only one side has had is unknown then, unless half of its runs had it and none of the other's: one test in twenty.
    [Fact]
    public void Equal_sets_of_which_some_runs_had_a_large_burst_are_called_slower_in_5_of_100_trials_at_most() => Assert.InRange(Bursts(200_000, ChangeVerdict.Slower), 0, Trials - Enough);

    // Whoever changes a rule sees what it costs: MILLRACE_TRIALS=1 prints the whole table.
    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(0.03)]
    [InlineData(0.05)]
    [InlineData(0.10)]
    public void The_table_of_the_guide_can_be_measured_again(double slowdown)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MILLRACE_TRIALS") == "1", "set MILLRACE_TRIALS=1: it takes minutes");
        foreach (int runs in (int[])[3, 5, 6, 7, 8, 10])
        {
            Sets(runs, slowdown, ChangeVerdict.Same);
        }

        foreach (double variation in (double[])[0, 0.005, 0.01])
        {
            Singles(variation, slowdown, ChangeVerdict.Same);
        }
    }

    private int Sets(int runs, double slowdown, ChangeVerdict expected) => Count($"{runs} runs each, {slowdown:P0} slower", expected, seed =>
    {
        var source = new SyntheticRuns(seed);
        return (source.Set(runs), source.Set(runs, 1 + slowdown));
    });

    private int Bursts(int longest, ChangeVerdict expected) => Count($"{Repeats} runs each, bursts of up to {longest} errors in one of ten", expected, seed =>
    {
        var source = new SyntheticRuns(seed) { BurstsInTen = 1, LongestBurst = longest };
        return (source.Set(Repeats), source.Set(Repeats));
    });

    private int Singles(double variation, double slowdown, ChangeVerdict expected) => Count($"single runs, {variation:P1} from run to run, {slowdown:P0} slower", expected, seed =>
    {
        var source = new SyntheticRuns(seed) { RunVariation = variation };
        return (source.Single(), source.Single(1 + slowdown));
    });

    private int Count(string what, ChangeVerdict expected, Func<int, (SampleSet Before, SampleSet Now)> make)
    {
        int[] verdicts = new int[4];
        for (int seed = 1; seed <= Trials; seed++)
        {
            (SampleSet before, SampleSet now) = make(seed);
            verdicts[(int)SetComparison.Of(before, now, new ComparisonOptions()).Verdict]++;
        }

        output.WriteLine($"{what}: {string.Join(", ", Enum.GetValues<ChangeVerdict>().Select(verdict => $"{verdict} {verdicts[(int)verdict]}"))}");
        return verdicts[(int)expected];
    }
}
