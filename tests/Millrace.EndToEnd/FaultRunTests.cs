using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

public sealed class FaultRunTests : IDisposable
{
    private readonly Cli _cli = new();

    /// <summary>
    /// Twenty clients on fixed schedules for 15 s, the target frozen from 5 s to 8 s. A fifth of the starts fall into the freeze, and
    /// wait from 0 to 3 s, evenly: so 10 % of all wait longer than 1.5 s, 1 % longer than 2.85 s, and the longest 3 s. Counting from the
    /// moment of sending hides that: a frozen client sends one message and holds the others back.
    /// </summary>
    [Fact]
    public async Task Freeze_of_three_seconds_shows_in_response_times_and_hides_in_service_times()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pause works by signals");
        ProcessResult result = await _cli.GatewayAsync(
            "--mode", "pingpong", "--clients", "20", "--rate", "400", "--duration", "15s", "--warmup", "500ms", "--timeout", "10s", "--fault", "pause@5s..8s", "--quiet");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        LatencySummary response = run.Operations["echo"].Response!;
        LatencySummary service = run.Operations["echo"].Service!;
        Assert.InRange(response.MaxMs, 2900, 4500);
        Assert.InRange(response.P99Ms, 2500, 4000);
        Assert.InRange(response.P90Ms, 1000, 2400);
        Assert.InRange(response.P50Ms, 0, 500);
        Assert.InRange(service.P90Ms, 0, 500);
        Assert.InRange(service.MaxMs, 2500, 4500);
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Indefinite + run.Accounting.Dropped);
        Assert.Empty(run.Accounting.BrokenIdentities());
        FaultResult fault = Assert.Single(run.Faults);
        Assert.InRange(fault.RemovedAtSeconds!.Value - fault.InjectedAtSeconds!.Value, 2.9, 4);
        Assert.NotNull(fault.RecoverLastMs);
    }

    [Fact]
    public async Task Kill_with_restart_reports_the_recovery_and_counts_what_is_indefinite()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        ProcessResult result = await _cli.GatewayAsync("--mode", "echo", "--clients", "10", "--duration", "8s", "--warmup", "200ms", "--fault", "kill(restart,down=500ms)@2s", "--quiet");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        FaultResult fault = Assert.Single(run.Faults);
        Assert.Null(fault.Failure);
        Assert.NotNull(fault.DetectMs);
        Assert.NotNull(fault.RecoverLastMs);
        Assert.True(run.Accounting.Indefinite > 0, "messages in flight at the kill have an unknown fate");
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains("kill(restart,down=500ms)@2s", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_of_clients_is_judged_by_how_fast_all_are_back_and_how_often_they_were_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        ProcessResult result = await _cli.GatewayAsync(
            "--mode", "pingpong", "--clients", "200", "--rate", "400", "--duration", "8s", "--warmup", "200ms", "--fault", "kill(restart,down=500ms)@1s", "--reconnect", "storm",
            "--threshold", "storm.recovered<6s, storm.never-back=0, storm.disconnected=200");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        StormResult storm = Assert.Single(run.Faults).Storm!;
        Assert.Equal((200, 0), (storm.Disconnected, storm.NeverBack));
        Assert.True(storm.BackFirstMs <= storm.BackHalfMs && storm.BackHalfMs <= storm.Back99Ms && storm.Back99Ms <= storm.BackLastMs, $"{storm}");
        // Down for half a second or more, every client asked about every 100 ms.
        Assert.True(storm.AttemptsUnanswered >= 400, $"only {storm.AttemptsUnanswered} attempts were made while the target was down");
        Assert.All(run.Thresholds.Where(threshold => threshold.Expression.StartsWith("storm.", StringComparison.Ordinal)), threshold => Assert.Equal(ThresholdOutcome.Pass, threshold.Outcome));
        Assert.Equal("storm", run.Parameters.Reconnect);
        Assert.Contains("| clients coming back after", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_dies_for_good_ends_with_five_and_the_report_says_when_and_what_was_lost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        ProcessResult result = await _cli.GatewayAsync("--mode", "echo", "--clients", "10", "--duration", "10s", "--warmup", "200ms", "--fault", "kill@1s");

        Assert.True(result.ExitCode == 5, $"{result.ExitCode}\n{result.Output}{result.Error}");
        RunFile run = _cli.ReadRun();
        Assert.Equal(RunEnding.TargetDied, run.Verdict.Ending);
        Assert.InRange(run.Target.Exit!.AtSeconds, 1, 10);
        Assert.True(run.Accounting.Indefinite > 0);
        Assert.Empty(run.Accounting.BrokenIdentities());
        string page = File.ReadAllText(Path.Combine(_cli.Out, "report.md"));
        Assert.Contains("**TARGET DIED ", page, StringComparison.Ordinal);
        Assert.Contains("indefinite (connection broke before the answer)", page, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();
}
