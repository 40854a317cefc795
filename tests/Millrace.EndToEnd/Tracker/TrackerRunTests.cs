using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Tracker;

public sealed class TrackerRunTests : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public async Task Light_profile_is_answered_whole_and_its_identities_hold()
    {
        ProcessResult result = await _cli.RunAsync("run", "tracker", "--out", _cli.Out, "--profile", "light", "--duration", "2s", "--warmup", "200ms");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.True(run.Accounting.Ok > 0, "no answers");
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((0, 0), (run.Accounting.Corrupted, run.Accounting.Duplicated));
        Assert.All(["announce", "scrape"], operation => Assert.True(run.Operations[operation].Ok > 0, operation));
        Assert.NotNull(run.Target.Usage?.RssBytesMax);
        Assert.Contains("| announce ", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_under_load_and_started_again_it_answers_everybody_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        ProcessResult result = await _cli.RunAsync(
            "run", "tracker", "--out", _cli.Out, "--profile", "restart", "--clients", "10", "--duration", "20s", "--warmup", "200ms", "--timeout", "3s", "--quiet",
            "--fault", "kill(restart,down=500ms)@2s");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        FaultResult fault = Assert.Single(run.Faults);
        Assert.Null(fault.Failure);
        Assert.NotNull(fault.RecoverLastMs);
        Assert.Equal(0, run.Accounting.Corrupted);
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task Datagrams_that_are_lost_and_doubled_on_the_way_are_counted_as_such()
    {
        ProcessResult result = await _cli.RunAsync(
            "run", "tracker", "--out", _cli.Out, "--profile", "light", "--clients", "20", "--duration", "4s", "--warmup", "200ms", "--timeout", "1s", "--quiet",
            "--fault", "loss(20%)@1s..3s", "--fault", "duplicate(30%,direction=downstream)@1s..3s");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Equal("udp", run.Proxy?.Transport);
        Assert.Equal(2, run.Faults.Count);
        Assert.All(run.Faults, fault => Assert.Null(fault.Failure));
        Assert.True(run.Accounting.Lost > 0, $"{run.Accounting}");
        Assert.True(run.Accounting.Duplicated + run.Accounting.Unexpected > 0, $"{run.Accounting}");
        Assert.Equal(0, run.Accounting.Corrupted);
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    public void Dispose() => _cli.Dispose();
}
