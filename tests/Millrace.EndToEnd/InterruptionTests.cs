using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Cli _cli = new();

    [Fact]
    public async Task Ctrl_c_writes_the_report_of_what_ran_and_ends_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        await using RunningProcess process = await StartAndReachSteady();

        process.Signal(ProcessSignal.Interrupt);
        int exit = await Cli.EndOf(process);

        Assert.True(exit == 130, $"{exit}\n{process.Output}{process.Error}");
        RunFile run = _cli.ReadRun();
        Assert.Equal(RunEnding.Interrupted, run.Verdict.Ending);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains("**INTERRUPTED: ", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_while_the_target_starts_ends_with_130_and_is_no_defect()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        await using RunningProcess process = _cli.Start("run", "gateway", "--out", _cli.Out, "--clients", "5", "--duration", "60s");
        Assert.StartsWith("gateway baseline: ", await process.ReadLineAsync(Limit), StringComparison.Ordinal);

        process.Signal(ProcessSignal.Interrupt);
        int exit = await Cli.EndOf(process);

        Assert.True(exit == 130, $"{exit}\n{process.Output}{process.Error}");
        Assert.DoesNotContain("defect", process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_lab_leaves_a_run_file_that_report_renders_as_incomplete_and_no_target_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        await using RunningProcess process = await StartAndReachSteady();

        process.Signal(ProcessSignal.Kill);
        await Cli.EndOf(process);
        ProcessResult report = await _cli.RunAsync("report", _cli.Out);

        Assert.True(report.ExitCode == 0, report.Error);
        Assert.Contains("**INCOMPLETE: ", report.Output, StringComparison.Ordinal);
        Assert.Contains("| echo ", report.Output, StringComparison.Ordinal);
        RunFile run = _cli.ReadRun();
        Assert.Equal(RunEnding.Running, run.Verdict.Ending);
        await Ended(run.Target.Pid!.Value);
    }

    public void Dispose() => _cli.Dispose();

    private async Task<RunningProcess> StartAndReachSteady()
    {
        RunningProcess process = _cli.Start("run", "gateway", "--out", _cli.Out, "--clients", "5", "--duration", "60s", "--warmup", "0");
        while (!(await process.ReadLineAsync(Limit)).Contains("steady", StringComparison.Ordinal))
        {
        }

        // run.json is replaced every few seconds: wait for one that knows the target.
        while (!File.Exists(Path.Combine(_cli.Out, "run.json")) || _cli.ReadRun().Target.Pid is null)
        {
            await process.ReadLineAsync(Limit);
        }

        return process;
    }

    // The embedded target ends by itself once its standard input closes.
    private static async Task Ended(int pid)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal))
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }
}
