using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Running;
using Millrace.Engine.Tests.Running;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

public sealed class AbortRuleTests
{
    [Theory]
    [InlineData("p99<50ms abort", 0)]
    [InlineData("p99 < 50ms abort after 5s", 5)]
    [InlineData("p99<50ms@10s..20s abort after 500ms", 0.5)]
    [InlineData("errors<1%  abort", 0)]
    public void A_threshold_says_that_it_aborts_and_from_when_on(string text, double seconds)
    {
        var threshold = Threshold.Parse(text);

        Assert.Equal(TimeSpan.FromSeconds(seconds), threshold.AbortAfter);
        Assert.Equal(text, threshold.Expression);
    }

    [Fact]
    public void A_threshold_without_the_word_does_not_abort() => Assert.Null(Threshold.Parse("p99<50ms").AbortAfter);

    [Theory]
    [InlineData("p99<50ms abort 5s", "'5s' is not expected behind abort")]
    [InlineData("p99<50ms abort after 5", "has no unit")]
    [InlineData("p99<50ms abort after", "a duration is missing")]
    [InlineData("failed>=5 abort", "can only be told at the end")]
    [InlineData("storm.p99<5s abort", "known only once a fault is over")]
    public void What_cannot_abort_is_refused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ThresholdException>(() => Threshold.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("p99<50ms abort", 99, false)]
    [InlineData("p99<50ms abort", 100, true)]
    [InlineData("p50<50ms abort", 19, false)]
    [InlineData("p50<50ms abort", 20, true)]
    [InlineData("p99.9<50ms abort", 999, false)]
    [InlineData("p99.9<50ms abort", 1000, true)]
    [InlineData("max<50ms abort", 1, true)]
    [InlineData("mean<50ms abort", 5, false)]
    public void A_distribution_is_judged_once_there_are_enough_answers(string text, int answers, bool missed)
    {
        var figures = new Figures();
        var recorder = new Recorder();
        for (int i = 0; i < answers; i++)
        {
            recorder.Response.Record(100_000);
            recorder.Tally.Ok++;
            recorder.Tally.Sent++;
        }

        figures.Add(recorder);

        Assert.Equal(missed, AbortRule.Missed(Threshold.Parse(text), figures, new RunTally(1, [], new Dictionary<string, long>())) is not null);
    }

    [Theory]
    [InlineData("ramp(0..1000/s,30s)", "rate>=450/s abort", "write abort after 27s")]
    [InlineData("ramp(0..1000/s,30s)", "rate>=900/s abort after 50s", "judge a part of the run")]
    [InlineData("ramp(0..1000/s,30s)", "rate>=450/s abort after 20s", "write abort after 27s")]
    [InlineData("ramp(0..1000/s,30s)", "sent-rate>=900/s@10s..20s abort", "in the mean of the first 10 s of that part")]
    [InlineData("ramp(0..1000/s,30s)", "rate>=450/s abort after 27s", null)]
    [InlineData("ramp(0..1000/s,30s)", "rate>=900/s@30s..60s abort", null)]
    [InlineData("ramp(0..1000/s,30s)", "rate>=900/s", null)]
    [InlineData("ramp(0..1000/s,30s)", "rate<900/s abort", null)]
    [InlineData("constant(1000/s)", "rate>=1000/s abort", null)]
    [InlineData("constant(500/s)", "rate>=1000/s abort", "whatever its target does")]
    [InlineData("closed", "rate>=1000/s abort", null)]
    public void A_rate_that_the_plan_itself_does_not_reach_in_time_cannot_abort(string load, string text, string? problem)
    {
        Scenario scenario = new FakeSystem().Scenario(new Uri("tcp://127.0.0.1:1"), LoadText.Parse(load), clients: 1, seconds: 60) with { WarmUp = TimeSpan.Zero };

        if (problem is null)
        {
            Threshold.For(scenario, text);
        }
        else
        {
            Assert.Contains(problem, Assert.Throws<ThresholdException>(() => Threshold.For(scenario, text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_was_measured_is_put_together_once_for_each_operation_however_many_thresholds_there_are()
    {
        int asked = 0;
        WindowedThreshold[] many = [.. Enumerable.Range(1, 200).Select(i => new WindowedThreshold(Threshold.Parse(i % 2 == 0 ? $"p99<{i}ms abort" : $"echo.p99<{i}ms abort")))];

        Assert.Null(AbortWatch.First(many, 10, _ => { asked++; return new Figures(); }, new RunTally(1, [], new Dictionary<string, long>())));
        Assert.Equal(2, asked);
    }

    [Fact]
    public void A_rate_is_judged_after_two_seconds()
    {
        var figures = new Figures { Seconds = 1.9 };
        var threshold = Threshold.Parse("rate>=10/s abort");
        var run = new RunTally(1, [], new Dictionary<string, long>());

        Assert.Null(AbortRule.Missed(threshold, figures, run));
        figures.Seconds = 2;
        Assert.Equal("rate>=10/s abort did not hold: 0 /s over 0 operations", AbortRule.Missed(threshold, figures, run));
    }

    [Fact]
    public void A_count_that_only_grows_is_judged_at_once_and_not_before_it_is_reached()
    {
        var figures = new Figures();
        var run = new RunTally(1, [], new Dictionary<string, long> { ["odd"] = 3 });

        Assert.NotNull(AbortRule.Missed(Threshold.Parse("count.odd=0 abort"), figures, run));
        Assert.Null(AbortRule.Missed(Threshold.Parse("count.odd=5 abort"), figures, run));
    }
}
