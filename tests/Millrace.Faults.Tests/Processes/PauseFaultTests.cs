using System.Globalization;
using Xunit;

namespace Millrace.Faults.Tests.Processes;

public sealed class PauseFaultTests
{
    [Fact]
    public async Task A_paused_process_really_stops_and_goes_on_when_lifted()
    {
        using Child child = Child.Start();
        FaultInstance pause = Create(new StubTarget(child.Identity));

        await pause.InjectAsync(CancellationToken.None);
        await child.UntilAsync(c => c.State == 'T');

        Assert.True(await pause.LiftAsync(runEnded: false, CancellationToken.None));
        await child.UntilAsync(c => c.State == 'S');
        Assert.False(await pause.LiftAsync(runEnded: true, CancellationToken.None)); // a second lifting finds nothing to do
    }

    [Fact]
    public async Task A_process_that_is_killed_while_paused_is_no_error_when_lifted()
    {
        using Child child = Child.Start();
        FaultInstance pause = Create(new StubTarget(child.Identity));
        await pause.InjectAsync(CancellationToken.None);
        child.Identity.Signal(ProcessSignal.Kill);
        await child.ExitCodeAsync();

        Assert.False(await pause.LiftAsync(runEnded: false, CancellationToken.None));
    }

    [Fact]
    public async Task A_target_without_a_process_cannot_be_paused()
    {
        var failure = await Assert.ThrowsAsync<FaultException>(async () => await Create(new StubTarget(null)).InjectAsync(CancellationToken.None));
        Assert.Equal("pause: the target's process has ended", failure.Message);
    }

    [Fact]
    public async Task Another_process_that_was_given_the_same_id_is_left_alone()
    {
        using Child child = Child.Start();
        ProcessIdentity earlier = child.Identity with { Start = child.Identity.Start - 1 };

        await Assert.ThrowsAsync<FaultException>(async () => await Create(new StubTarget(earlier)).InjectAsync(CancellationToken.None));

        Assert.False(earlier.IsAlive);
        Assert.False(earlier.Signal(ProcessSignal.Kill));
        await child.UntilAsync(c => c.State == 'S');
    }

    [Fact]
    public async Task The_leash_lets_a_paused_process_go_on_when_the_lab_is_gone()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        using Child child = Child.Start();
        PauseLeash leash = PauseLeash.Attach(child.Identity)!;
        child.Identity.Signal(ProcessSignal.Stop);
        await child.UntilAsync(c => c.State == 'T');

        leash.Dispose(); // closes its input, as the kernel does for a lab that was killed

        await child.UntilAsync(c => c.State == 'S');
    }

    [Fact]
    public async Task A_leash_survives_the_terminals_interrupt()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        using Child child = Child.Start();
        using PauseLeash leash = PauseLeash.Attach(child.Identity)!;
        ProcessIdentity shell = ProcessIdentity.Of(leash.ProcessId)!.Value;
        // It ignores signals from the moment its trap is set: until then it has not read its script.
        await child.UntilAsync(_ => Ignores(shell.Id, 2));

        shell.Signal(ProcessSignal.Interrupt);
        shell.Signal(ProcessSignal.Term);

        Assert.True(shell.IsAlive);
    }

    private static bool Ignores(int processId, int signal)
    {
        string mask = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("SigIgn", StringComparison.Ordinal)).Split('\t')[1];
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }

    private static FaultInstance Create(IFaultTarget target)
    {
        FaultEvent pause = Assert.Single(FaultTimeline.Parse("pause@0s..1s").Events);
        return pause.Fault.Create(pause.Arguments, new FaultContext { Target = target, Random = new Random(1) });
    }
}
