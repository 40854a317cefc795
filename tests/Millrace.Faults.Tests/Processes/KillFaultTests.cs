using Xunit;

namespace Millrace.Faults.Tests.Processes;

public sealed class KillFaultTests
{
    [Theory]
    [InlineData("kill@0s", 128 + 9)]
    [InlineData("kill(TERM)@0s", 128 + 15)]
    [InlineData("kill(INT)@0s", 128 + 2)]
    [InlineData("kill(ABRT)@0s", 128 + 6)]
    public async Task The_named_signal_ends_the_process(string text, int exitCode)
    {
        using Child child = Child.Start();
        var target = new StubTarget(child.Identity);
        FaultInstance kill = Create(text, target);

        await kill.InjectAsync(CancellationToken.None);

        Assert.Equal(exitCode, await child.ExitCodeAsync());
        Assert.Equal($"expect {text[..^3]}", Assert.Single(target.Asked));
        Assert.False(await kill.LiftAsync(runEnded: false, CancellationToken.None));
        Assert.Single(target.Asked);
    }

    [Fact]
    public async Task A_restart_is_asked_for_once_when_lifted()
    {
        using Child child = Child.Start();
        var target = new StubTarget(child.Identity, canRestart: true);
        FaultInstance kill = Create("kill(restart)@0s", target);
        await kill.InjectAsync(CancellationToken.None);

        Assert.True(await kill.LiftAsync(runEnded: false, CancellationToken.None));
        Assert.False(await kill.LiftAsync(runEnded: false, CancellationToken.None));

        Assert.Equal(["expect kill(restart)", "restart"], target.Asked);
    }

    [Fact]
    public async Task A_run_that_ended_needs_no_restart()
    {
        using Child child = Child.Start();
        var target = new StubTarget(child.Identity, canRestart: true);
        FaultInstance kill = Create("kill(restart)@0s", target);
        await kill.InjectAsync(CancellationToken.None);

        Assert.False(await kill.LiftAsync(runEnded: true, CancellationToken.None));

        Assert.Equal(["expect kill(restart)"], target.Asked);
    }

    [Fact]
    public async Task A_process_that_ended_before_is_an_error_and_is_not_restarted()
    {
        using Child child = Child.Start();
        child.Identity.Signal(ProcessSignal.Kill);
        await child.ExitCodeAsync();
        var target = new StubTarget(child.Identity, canRestart: true);
        FaultInstance kill = Create("kill(restart)@0s", target);

        await Assert.ThrowsAsync<FaultException>(async () => await kill.InjectAsync(CancellationToken.None));

        Assert.False(await kill.LiftAsync(runEnded: false, CancellationToken.None));
        Assert.DoesNotContain("restart", target.Asked);
    }

    [Fact]
    public async Task A_companion_that_is_named_is_killed_and_restarted_instead_of_the_target()
    {
        using Child child = Child.Start();
        var backend = new StubTarget(child.Identity, canRestart: true);
        var target = new StubTarget(null) { Companions = new Dictionary<string, IFaultTarget> { ["backend"] = backend } };
        FaultInstance kill = Create("kill(restart,process=backend)@0s", target);

        await kill.InjectAsync(CancellationToken.None);
        Assert.Equal(128 + 9, await child.ExitCodeAsync());
        Assert.True(await kill.LiftAsync(runEnded: false, CancellationToken.None));

        Assert.Equal(["expect kill(restart,process=backend)", "restart"], backend.Asked);
        Assert.Empty(target.Asked);
    }

    [Theory]
    [InlineData("kill(process=bakend)@0s", "there is no process 'bakend', did you mean 'backend'?; there are target, backend")]
    [InlineData("pause(process=nobody)@0s..1s", "there is no process 'nobody'; there are target, backend")]
    public void A_process_that_the_target_does_not_have_is_refused_with_those_that_it_has(string text, string expected)
    {
        var target = new StubTarget(null) { Companions = new Dictionary<string, IFaultTarget> { ["backend"] = new StubTarget(null) } };

        Assert.Contains(expected, Assert.Single(FaultTimeline.Parse(text).Check(target)), StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Single(FaultTimeline.Parse(text).CheckProcesses(["backend"])), StringComparison.Ordinal);
    }

    private static FaultInstance Create(string text, IFaultTarget target)
    {
        FaultEvent kill = Assert.Single(FaultTimeline.Parse(text).Events);
        return kill.Fault.Create(kill.Arguments, new FaultContext { Target = target, Random = new Random(1) });
    }
}
