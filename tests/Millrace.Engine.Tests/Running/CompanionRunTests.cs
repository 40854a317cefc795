using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Running;

/// <summary>Runs whose target has a further process: it is measured, faults are aimed at it, and its end is told.</summary>
public sealed class CompanionRunTests
{
    [Fact]
    public async Task A_companion_has_a_row_of_its_own_and_a_fault_aimed_at_it_spares_the_target()
    {
        RunFile run = await RunAsync("exec cat >/dev/null", ["kill(restart,down=200ms,process=backend)@200ms"]);

        CompanionResult backend = Assert.Single(run.Companions!);
        Assert.Equal("backend", backend.Name);
        Assert.StartsWith("/bin/sh -c", backend.Command, StringComparison.Ordinal);
        Assert.Null(backend.Exit);
        Assert.Equal(0, run.Invariants["companions-live"]);
        Assert.True(backend.Usage?.RssBytesMax > 0);
        FaultResult fault = Assert.Single(run.Faults);
        Assert.Equal(("backend", null), (fault.Target, fault.Failure));
        Assert.NotNull(fault.RemovedAtSeconds);
        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
    }

    [Fact]
    public async Task A_companion_that_ends_by_itself_is_a_problem_that_names_it_and_the_run_goes_on()
    {
        RunFile run = await RunAsync("echo 'out of luck' >&2; sleep 0.3; exit 4", []);

        Assert.Equal((RunEnding.Completed, VerdictOutcome.Fail), (run.Verdict.Ending, run.Verdict.Outcome));
        Assert.Contains(run.Verdict.Reasons, reason => reason.StartsWith("The backend exited with code 4 ", StringComparison.Ordinal));
        TargetExit exit = Assert.Single(run.Companions!).Exit!;
        Assert.Equal((4, "out of luck"), (exit.Code, exit.LastWords));
    }

    [Fact]
    public async Task One_that_was_killed_for_good_is_told_and_is_no_problem_of_its_own()
    {
        RunFile run = await RunAsync("exec cat >/dev/null", ["kill(process=backend)@200ms"]);

        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
        Assert.Equal("was ended by SIGKILL", Assert.Single(run.Companions!).Exit!.How);
    }

    [Fact]
    public async Task What_a_run_will_not_have_is_refused_before_anything_starts()
    {
        var failure = await Assert.ThrowsAsync<LabException>(() => RunAsync("exit 0", ["pause(process=bakend)@100ms..200ms"], command: "backnd"));

        Assert.Contains(failure.Reasons, reason => reason.StartsWith("a command for 'backnd' was given, but fake starts only backend in mode echo", StringComparison.Ordinal));
        Assert.Contains(failure.Reasons, reason => reason.Contains("there is no process 'bakend'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_runs_already_gets_no_companion_unless_asked()
    {
        RunFile run = await RunAsync("exit 9", [], command: null);

        Assert.Null(run.Companions);
        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
    }

    private static async Task<RunFile> RunAsync(string script, string[] faults, string? command = "backend")
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        var program = new TargetProgram("/bin/sh", "-c", script, "backend");
        var system = new FakeSystem { Companions = [new CompanionRecipe("backend", ["{port}"]) { Program = program, NeedsAddress = "backend" }] };
        Scenario scenario = system.Scenario(target.Address, new Closed(TimeSpan.FromMilliseconds(1)), seconds: 1) with
        {
            Faults = faults,
            CompanionPrograms = command is null ? new Dictionary<string, TargetProgram>() : new Dictionary<string, TargetProgram> { [command] = program },
            TargetAddresses = new Dictionary<string, Uri> { ["backend"] = new Uri("tcp://127.0.0.1:4711") },
        };
        return await Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
    }
}
