using System.Globalization;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class AbortTests
{
    private static readonly FakeSystem _system = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_that_goes_bad_ends_the_run_that_was_told_to_abort()
    {
        using FakeTarget target = await FakeTarget.StartAsync(message => message < 200 ? Deed.Echo : Deed.Corrupt);
        RunFile run = await RunAsync(target, "errors<10% abort");

        Assert.Equal((RunEnding.Aborted, VerdictOutcome.Fail), (run.Verdict.Ending, run.Verdict.Outcome));
        Assert.Matches(@"^Aborted \d+\.\d s into the measured part: errors<10% abort did not hold: [\d.]+ % over [\d,]+ operations\.$", run.Verdict.Reasons[0]);
        Assert.Equal(ThresholdOutcome.Fail, Assert.Single(run.Thresholds).Outcome);
        Assert.Empty(run.Accounting.BrokenIdentities());
        PhaseResult steady = Assert.Single(run.Phases, phase => phase.Measured);
        Assert.True(steady.EndSeconds - steady.StartSeconds < 60, "the run went on to its planned end");
        Assert.False(run.Verdict.Interrupted);
    }

    [Fact]
    public async Task Nothing_is_judged_before_the_time_that_the_threshold_names()
    {
        using FakeTarget target = await FakeTarget.StartAsync(_ => Deed.Corrupt);
        RunFile run = await RunAsync(target, "corrupted=0 abort after 1500ms");

        Assert.Equal(RunEnding.Aborted, run.Verdict.Ending);
        double at = double.Parse(run.Verdict.Reasons[0].Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.True(at >= 1.4, run.Verdict.Reasons[0]);
    }

    [Fact]
    public async Task A_window_is_judged_on_its_own_part_alone()
    {
        // Bad before the part and never in it: who judged the run from its start would end it.
        using FakeTarget target = await FakeTarget.StartAsync(message => message < 200 ? Deed.Corrupt : Deed.Echo);
        RunFile run = await RunAsync(target, "corrupted=0@2s..3s abort", seconds: 3);

        Assert.Equal(RunEnding.Completed, run.Verdict.Ending);
        Assert.True(run.Accounting.Corrupted > 0);
        Assert.Equal(ThresholdOutcome.Pass, Assert.Single(run.Thresholds).Outcome);
    }

    [Fact]
    public async Task A_window_is_not_judged_before_it_begins()
    {
        using FakeTarget target = await FakeTarget.StartAsync(_ => Deed.Corrupt);
        RunFile run = await RunAsync(target, "corrupted=0@1s..50s abort");

        Assert.Equal(RunEnding.Aborted, run.Verdict.Ending);
        Assert.True(double.Parse(run.Verdict.Reasons[0].Split(' ')[1], CultureInfo.InvariantCulture) >= 1, run.Verdict.Reasons[0]);
    }

    [Fact]
    public async Task A_run_whose_thresholds_hold_goes_on_to_its_end()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await RunAsync(target, "errors<1% abort", seconds: 1.2);

        Assert.Equal((RunEnding.Completed, VerdictOutcome.Pass), (run.Verdict.Ending, run.Verdict.Outcome));
    }

    private static Task<RunFile> RunAsync(FakeTarget target, string threshold, double seconds = 60) =>
        Lab.RunAsync(_system.Scenario(target.Address, new Paced(100), clients: 4, seconds: seconds) with { Thresholds = [threshold] }, SilentProgress.Instance, Cancel);
}
