using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>Faults on the network path to a gateway, through the fault proxy that the lab starts for them.</summary>
public sealed class PathFaultTests : IDisposable
{
    private const int Clients = 10;
    private readonly Cli _cli = new();

    [Fact]
    public async Task Latency_delays_what_passes_and_loses_nothing()
    {
        (RunFile run, FaultResult fault) = await RunAsync("latency(300ms,jitter=50ms)@500ms..2s");

        Assert.True(run.Operations["echo"].Service!.MaxMs >= 250, $"the longest answer took {run.Operations["echo"].Service!.MaxMs} ms");
        Assert.NotNull(fault.DetectMs);
        Assert.Null(fault.Storm); // delayed, not disconnected
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Indefinite + run.Accounting.Corrupted);
    }

    [Fact]
    public async Task A_reset_disconnects_every_client_once_and_all_come_back()
    {
        (RunFile run, FaultResult fault) = await RunAsync("reset_peer@1s");

        Assert.Equal((Clients, 0), (fault.Storm!.Disconnected, fault.Storm.NeverBack));
        Assert.NotNull(fault.DetectMs);
        Assert.NotNull(fault.PropagateMs);
        Assert.NotNull(fault.RecoverLastMs);

        Assert.Contains("reset_peer@1s", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_holds_everything_back_until_it_heals()
    {
        (RunFile run, FaultResult fault) = await RunAsync("timeout(0ms)@500ms..1500ms");

        Assert.NotNull(fault.DetectMs);
        Assert.NotNull(fault.RecoverLastMs);
        Assert.Null(fault.Storm);
        // What was under way is kept by both ends and by the proxy: a black hole that ends costs time, not messages.
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Indefinite + run.Accounting.Corrupted);
        Assert.True(run.Operations["echo"].Service!.MaxMs >= 500, $"the longest answer took {run.Operations["echo"].Service!.MaxMs} ms");
    }

    [Fact]
    public async Task A_port_that_is_down_refuses_until_it_is_up_again()
    {
        (_, FaultResult fault) = await RunAsync("down@500ms..1500ms", "--reconnect", "storm");

        Assert.Equal((Clients, 0), (fault.Storm!.Disconnected, fault.Storm.NeverBack));
        Assert.True(fault.Storm.AttemptsUnanswered > 0, "nobody was refused");
        Assert.NotNull(fault.RecoverLastMs);
    }

    [Fact]
    public async Task An_idle_proxy_in_the_path_changes_no_account_and_its_cost_is_printed()
    {
        ProcessResult result = await _cli.GatewayAsync("--clients", "5", "--duration", "1s", "--warmup", "0", "--proxy");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Equal("tcp", run.Proxy!.Transport);
        Assert.NotEqual(new Uri(run.Target.Address!).Port, int.Parse(run.Proxy.Address.Split(':')[^1], null));
        Assert.True(run.Proxy.Cost is null or { ThroughP50Ms: > 0, DirectP50Ms: > 0 }, $"{run.Proxy.Cost}");
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Indefinite + run.Accounting.Corrupted);
        Assert.Contains("fault proxy in the path: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("## Fault proxy", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latncy(200ms)@1s..2s", "there is no fault 'latncy'; did you mean 'latency'?")]
    [InlineData("latency(200ms,jiter=5ms)@1s..2s", "no parameter 'jiter'; did you mean 'jitter'?")]
    [InlineData("latency(200ms)@1s", "latency needs an end, as in latency(200ms)@1s..4s")]
    [InlineData("latency(200ms,direction=up)@1s..2s", "latency's direction: 'up' is not a value it takes")]
    [InlineData("loss(5%)@1s..2s", "works on UDP, and clients of gateway speak TCP; for them there are latency, ")]
    public async Task A_fault_that_cannot_be_is_refused_with_what_would_be_right(string fault, string expected)
    {
        ProcessResult result = await _cli.GatewayAsync("--fault", fault);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private async Task<(RunFile Run, FaultResult Fault)> RunAsync(string fault, params string[] options)
    {
        ProcessResult result = await _cli.GatewayAsync(
            ["--mode", "pingpong", "--clients", "10", "--rate", "200", "--duration", "5s", "--warmup", "200ms", "--timeout", "20s", "--fault", fault, "--quiet", .. options]);

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Empty(run.Accounting.BrokenIdentities());
        FaultResult told = Assert.Single(run.Faults);
        Assert.Null(told.Failure);
        Assert.Equal("tcp", run.Proxy?.Transport);
        Assert.All(
            [told.DetectMs, told.PropagateMs, told.RecoverFirstMs, told.RecoverLastMs, told.RemovedAtSeconds - told.InjectedAtSeconds],
            time => Assert.True(time is null or >= 0, $"{told}"));
        return (run, told);
    }
}
