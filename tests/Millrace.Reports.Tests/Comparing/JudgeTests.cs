using Millrace.Reports.Comparing;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Comparing;

public sealed class JudgeTests
{
    private static readonly ComparisonOptions Options = new();

    private static readonly double[] Level = [99.2, 99.7, 99.9, 100.1, 100.4, 100.8];

    [Theory]
    [InlineData(1.05, false, ChangeVerdict.Slower)]
    [InlineData(1.05, true, ChangeVerdict.Faster)]
    [InlineData(0.94, false, ChangeVerdict.Faster)]
    [InlineData(0.94, true, ChangeVerdict.Slower)]
    [InlineData(1.002, false, ChangeVerdict.Same)]
    [InlineData(1.03, false, ChangeVerdict.Unknown)]
    public void Ratio_is_judged_against_the_threshold_in_the_direction_of_the_figure(double factor, bool moreIsBetter, ChangeVerdict verdict)
    {
        Judgement found = RatioJudge.Judge(Level, [.. Level.Select(value => value * factor)], moreIsBetter, Options, "run");

        Assert.Equal(verdict, found.Verdict);
        Assert.Equal(factor, found.Change!.Value, 6);
        Assert.InRange(factor, found.Low!.Value, found.High!.Value);
    }

    [Fact]
    public void Too_few_runs_say_how_many_to_take()
    {
        Judgement two = RatioJudge.Judge([100, 101], [105, 106], false, Options, "run"), one = RatioJudge.Judge([100], [150], false, Options, "run");

        Assert.Equal(ChangeVerdict.Unknown, two.Verdict);
        Assert.Matches("^2 runs each cannot show 3.00 %; take at least [0-9]+$", two.Reason);
        Assert.Equal("1 run each cannot show 3.00 %; take at least 3", one.Reason);
    }

    [Fact]
    public void Figures_that_are_zero_or_missing_have_no_ratio()
    {
        Assert.Equal(ChangeVerdict.Same, RatioJudge.Judge([0, 0, 0], [0, 0, 0], false, Options, "run").Verdict);
        Assert.Contains("a sample is zero", RatioJudge.Judge([0, 1, 1], [1, 1, 1], false, Options, "run").Reason, StringComparison.Ordinal);
        Assert.Equal("it was not measured now", RatioJudge.Judge([1], [], false, Options, "run").Reason);
    }

    [Fact]
    public void New_errors_are_never_the_same()
    {
        Assert.Equal(ChangeVerdict.Same, Errors([0, 0, 0], [0, 0, 0]).Verdict);
        Assert.Equal((ChangeVerdict.Unknown, true), (Errors([0, 0, 0], [2, 1, 3]).Verdict, Errors([0, 0, 0], [2, 1, 3]).IsToldOnly));
        Assert.Contains("6 of 3,000,000 now, none before (3 of 3 runs had any): told", Errors([0, 0, 0], [2, 1, 3]).Reason, StringComparison.Ordinal);
        Assert.Equal((ChangeVerdict.Slower, false), (Errors([0, 0, 0], [2000, 1500, 3000]).Verdict, Errors([0, 0, 0], [2000, 1500, 3000]).IsToldOnly));

        // One burst in one run, however many operations it hit, may be chance.
        Judgement burst = Errors([0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 50_000, 0, 0, 0, 0]);
        Assert.Equal((ChangeVerdict.Unknown, false), (burst.Verdict, burst.IsToldOnly));
        Assert.Equal(0.5, burst.PSlower!.Value, 9);
        Assert.Equal(ChangeVerdict.Same, Errors([2, 1, 3], [0, 0, 0]).Verdict);
    }

    [Fact]
    public void Errors_that_were_there_are_judged_in_points()
    {
        Assert.Equal(ChangeVerdict.Same, Errors([1000, 1100, 1200, 1050, 990], [1040, 1010, 1180, 1120, 1060]).Verdict);
        Assert.Equal(ChangeVerdict.Slower, Errors([1000, 1100, 1200, 1050, 990], [9000, 9100, 9900, 9300, 9700]).Verdict);
        Assert.Equal(ChangeVerdict.Faster, Errors([9000], [1000]).Verdict);
        Assert.Equal(ChangeVerdict.Unknown, ShareJudge.Judge([], [new ShareSample(0, 5)], Options, "run").Verdict);
    }

    [Fact]
    public void Values_that_depend_on_those_before_them_make_longer_blocks()
    {
        var random = new Random(5);
        double level = 0;
        double[] independent = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())], dependent = [.. Enumerable.Range(0, 2000).Select(_ => level = (0.8 * level) + random.NextDouble())];

        // Of a first-order process it is (1 + 0.8) / (1 - 0.8) = 9.
        Assert.InRange(Dependence.Inefficiency(independent), 1, 1.3);
        Assert.InRange(Dependence.Inefficiency(dependent), 7, 11);
        Assert.Equal(1, Dependence.Inefficiency([3, 3, 3, 3, 3, 3, 3, 3, 3]));
        Assert.Equal((4, 10, 1), (Dependence.BlockLength(60, 1), Dependence.BlockLength(60, 9), Dependence.BlockLength(5, 1)));
    }

    private static Judgement Errors(long[] before, long[] now) =>
        ShareJudge.Judge([.. before.Select(bad => new ShareSample(bad, 1_000_000))], [.. now.Select(bad => new ShareSample(bad, 1_000_000))], Options, "run");
}
