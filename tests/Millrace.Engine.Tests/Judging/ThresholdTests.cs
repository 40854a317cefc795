using Millrace.Engine.Judging;
using Millrace.Engine.Metering;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

public sealed class ThresholdTests
{
    private static readonly RunTally _run = new(10, [], new Dictionary<string, long> { ["evicted"] = 3 });

    [Theory]
    [InlineData("p99<50ms", ThresholdOutcome.Pass)]
    [InlineData("p99<9ms", ThresholdOutcome.Fail)]
    [InlineData("max<=10ms", ThresholdOutcome.Pass)]
    [InlineData("service.p50<2ms", ThresholdOutcome.Pass)]
    [InlineData("p99.9>5ms", ThresholdOutcome.Pass)]
    [InlineData("p999>5ms", ThresholdOutcome.Pass)]
    [InlineData("loss=0", ThresholdOutcome.Fail)]
    [InlineData("loss=2", ThresholdOutcome.Pass)]
    [InlineData("loss<=2%", ThresholdOutcome.Pass)]
    [InlineData("errors<2%", ThresholdOutcome.Fail)]
    [InlineData("errors<=3", ThresholdOutcome.Pass)]
    [InlineData("rate>=48/s", ThresholdOutcome.Pass)]
    [InlineData("rate>=50/s", ThresholdOutcome.Fail)]
    [InlineData("dropped<10%", ThresholdOutcome.Pass)]
    public void A_figure_is_compared_in_its_own_unit(string text, ThresholdOutcome outcome) =>
        Assert.Equal(outcome, Threshold.Parse(text).Judge(Some(), _run).Outcome);

    [Fact]
    public void What_was_observed_is_told_with_its_unit()
    {
        ThresholdResult result = Threshold.Parse("loss<1%").Judge(Some(), _run);
        Assert.Equal((2.0, "%"), (result.Observed, result.Unit));
    }

    [Theory]
    [InlineData("p99<50ms")]
    [InlineData("loss=0")]
    [InlineData("rate>=1/s")]
    public void Nothing_measured_is_neither_pass_nor_fail(string text) =>
        Assert.Equal(ThresholdOutcome.NotMeasured, Threshold.Parse(text).Judge(new Figures(), _run).Outcome);

    [Theory]
    [InlineData("count.evicted=3", ThresholdOutcome.Pass)]
    [InlineData("count.evicted>=4", ThresholdOutcome.Fail)]
    [InlineData("count.misrouted=0", ThresholdOutcome.Pass)] // never counted
    public void What_clients_count_can_be_asked_for_by_name(string text, ThresholdOutcome outcome) =>
        Assert.Equal(outcome, Threshold.Parse(text).Judge(new Figures(), _run).Outcome);

    [Fact]
    public void An_operation_and_a_window_are_read()
    {
        Threshold threshold = Threshold.Parse("echo.p99 < 1.5s @ 10s..1m");
        Assert.Equal("echo", threshold.Operation);
        Assert.Equal(1500, threshold.Limit);
        Assert.Equal(new TimeWindow(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)), threshold.Window);
    }

    [Theory]
    [InlineData("p99", "a metric, a comparison and a value")]
    [InlineData("p99<50", "did you mean 50s or 50ms")]
    [InlineData("p101<5ms", "there is no metric")]
    [InlineData("lost=0", "did you mean")]
    [InlineData("rate>100", "is not a rate")]
    [InlineData("loss=few", "neither a count nor a share")]
    [InlineData("count.evicted>5%", "'5%' is not a count")]
    [InlineData("count.evicted=0@1s..2s", "has no window")]
    [InlineData("p99<5ms@10s", "not a window")]
    [InlineData("p99<5ms@20s..10s", "not after its start")]
    public void Wrong_text_is_refused_with_what_is_wrong(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ThresholdException>(() => Threshold.Parse(text)).Message, StringComparison.OrdinalIgnoreCase);

    // 100 sent in 2 s: 97 answered in 1 to 10 ms, 1 lost, 1 in flight when its connection died, 1 failed; 5 dropped.
    private static Figures Some()
    {
        var recorder = new Recorder();
        recorder.Tally.Due = 105;
        recorder.Tally.Sent = 100;
        recorder.Tally.Dropped = 5;
        recorder.Tally.Ok = 97;
        recorder.Tally.Lost = 1;
        recorder.Tally.Indefinite = 1;
        recorder.Tally.Failed = 1;
        for (int i = 1; i <= 97; i++)
        {
            recorder.Response.Record(i > 90 ? 10_000 : 1_000);
            recorder.Service.Record(1_000);
        }

        var figures = new Figures { Seconds = 2 };
        figures.Add(recorder);
        return figures;
    }
}
