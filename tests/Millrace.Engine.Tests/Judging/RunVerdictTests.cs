using Millrace.Engine.Judging;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

public sealed class RunVerdictTests
{
    private static readonly Dictionary<string, long> _held = new() { ["accounting-closes"] = 0 };

    [Fact]
    public void A_run_that_met_everything_passes() =>
        Assert.Equal(VerdictOutcome.Pass, RunVerdict.Of([Result(ThresholdOutcome.Pass)], _held, [], RunEnding.Completed, 10).Outcome);

    [Fact]
    public void A_missed_threshold_fails_and_is_named_with_what_was_observed()
    {
        Verdict verdict = RunVerdict.Of([Result(ThresholdOutcome.Fail)], _held, [], RunEnding.Completed, 10);
        Assert.Equal(VerdictOutcome.Fail, verdict.Outcome);
        Assert.Equal("p99<1ms was not met: 2.5 ms", Assert.Single(verdict.Reasons));
    }

    [Fact]
    public void A_violated_invariant_fails_without_any_threshold() =>
        Assert.Equal(VerdictOutcome.Fail, RunVerdict.Of([], new Dictionary<string, long> { ["accounting-closes"] = 1 }, [], RunEnding.Completed, 10).Outcome);

    [Fact]
    public void A_dead_target_fails() => Assert.Equal(VerdictOutcome.Fail, RunVerdict.Of([], _held, ["it died"], RunEnding.TargetDied, 10).Outcome);

    [Fact]
    public void A_run_cut_short_is_partial_at_best()
    {
        Verdict verdict = RunVerdict.Of([Result(ThresholdOutcome.Pass)], _held, [], RunEnding.Interrupted, 10);
        Assert.Equal(VerdictOutcome.Partial, verdict.Outcome);
        Assert.True(verdict.Interrupted);
    }

    [Fact]
    public void A_run_that_sent_nothing_was_not_measured() =>
        Assert.Equal(VerdictOutcome.NotMeasured, RunVerdict.Of([], _held, [], RunEnding.Completed, 0).Outcome);

    private static ThresholdResult Result(ThresholdOutcome outcome) => new() { Expression = "p99<1ms", Observed = 2.5, Unit = "ms", Outcome = outcome };
}
