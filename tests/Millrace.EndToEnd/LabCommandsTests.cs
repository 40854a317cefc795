using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>What the lab does with more than one run: a profiling pass, a sweep, a history.</summary>
public sealed class LabCommandsTests : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public async Task Embedded_target_is_sampled_after_the_measured_run()
    {
        ProcessResult result = await _cli.GatewayAsync("--clients", "50", "--duration", "5s", "--warmup", "1s", "--profile-target");

        Assert.Equal(0, result.ExitCode);
        RunFile run = _cli.ReadRun();
        ResultTable cpu = Assert.Single(run.Tables, table => table.Name == "profile-cpu");
        Assert.Contains(cpu.Rows, row => row[1].Text!.StartsWith("Millrace.", StringComparison.Ordinal));
        Assert.Contains(cpu.Rows, row => row[2].Text == "blocked");
        ResultTable allocations = Assert.Single(run.Tables, table => table.Name == "profile-allocations");
        // A gateway that is warm allocates next to nothing, and that is said.
        Assert.Contains(allocations.Rows.Count == 0 ? "No allocation was sampled" : "sampled allocations stand for", allocations.Remark, StringComparison.Ordinal);
        RunFile pass = RunFolder.ReadRun(Path.Combine(_cli.Out, "profile"));
        Assert.NotEqual(run.Fingerprint, pass.Fingerprint);
        Assert.DoesNotContain("profile-target", run.Parameters.Options.Keys);
    }

    [Fact]
    public async Task Sweep_leaves_a_suite_and_history_reads_its_runs()
    {
        ProcessResult sweep = await _cli.RunAsync("sweep", "gateway", "--clients", "1,4", "--duration", "500ms", "--warmup", "200ms", "--out", _cli.Out);
        ProcessResult history = await _cli.RunAsync("history", _cli.Out, "--format", "text");

        Assert.Equal(0, sweep.ExitCode);
        Assert.Equal([1, 4], RunFolder.ReadSuite(_cli.Out).Runs.Select(run => run.Clients));
        Assert.Contains("## Expected against measured scaling", sweep.Output, StringComparison.Ordinal);
        Assert.Equal(0, history.ExitCode);
        Assert.Contains("gateway baseline, 4 clients", history.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();
}
