using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Testing;
using Xunit;
using ProcessSignal = Millrace.Faults.ProcessSignal;

namespace Millrace.Engine.Tests.Targets;

public sealed class CompanionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_companion_is_ready_when_the_target_says_so()
    {
        int status = 503;
        using var admin = new AdminStub(() => Volatile.Read(ref status));
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "exec cat >/dev/null");

        Task ready = companion.ReadyAsync(Cancel);
        await Eventually.TrueAsync(() => admin.Asked > 2, "three questions");
        Assert.False(ready.IsCompleted);
        Volatile.Write(ref status, 200);

        await ready;
        Assert.True(companion.Process?.IsAlive);
    }

    [Fact]
    public async Task A_target_that_never_gets_ready_is_told_with_the_companions_last_words()
    {
        using var admin = new AdminStub(() => 503);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "echo 'wrong secret' >&2; exec cat >/dev/null", readyMs: 300);

        var failure = await Assert.ThrowsAsync<TargetException>(() => companion.ReadyAsync(Cancel));

        Assert.StartsWith("the backend (/bin/sh, process ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the target is not ready 300ms after its start: its /readyz answers 503 no backend", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("its last words:\n  wrong secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_companion_that_ends_before_the_target_is_ready_is_told_at_once()
    {
        using var admin = new AdminStub(() => 503);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "echo 'no module named chat' >&2; exit 3");

        var failure = await Assert.ThrowsAsync<TargetException>(() => companion.ReadyAsync(Cancel));

        Assert.Contains("exited with code 3 before the target was ready", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no module named chat", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_and_variables_carry_the_targets_address()
    {
        using var admin = new AdminStub(() => 503);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "echo \"$1 $MILLRACE_TCP_PORT $MILLRACE_ADMIN_HOST\" >&2; exit 1", "{host}:{port}");

        var failure = await Assert.ThrowsAsync<TargetException>(() => companion.ReadyAsync(Cancel));

        Assert.EndsWith("\n  127.0.0.1:4711 4711 127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_companion_comes_back_as_another_process_once_the_target_is_ready()
    {
        using var admin = new AdminStub(() => 200);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "exec cat >/dev/null");
        var exits = new List<ProcessExit>();
        companion.Watch(exit => { lock (exits) { exits.Add(exit); } });
        ProcessIdentity before = companion.Process!.Value;
        companion.ExpectExit("kill(restart,process=backend)");
        before.Signal(ProcessSignal.Kill);

        await target.Companions["backend"].RestartAsync(Cancel);

        Assert.NotEqual(before, companion.Process);
        Assert.True(companion.Process?.IsAlive);
        Assert.True(target.Process?.IsAlive);
        await Eventually.TrueAsync(() => { lock (exits) { return exits.Count == 1; } }, "the exit's note");
        Assert.Equal("kill(restart,process=backend)", exits[0].Because);
    }

    [Fact]
    public async Task One_that_ends_with_its_target_is_excused_and_started_again_with_it()
    {
        using var admin = new AdminStub(() => 200);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "exec cat >/dev/null");
        var noted = new TaskCompletionSource<ProcessExit>();
        companion.Watch(exit => noted.TrySetResult(exit));
        target.ExpectExit("kill(restart)");
        target.Process!.Value.Signal(ProcessSignal.Kill);
        companion.Process!.Value.Signal(ProcessSignal.Kill); // as one does whose connection is gone

        Assert.Equal("kill(restart)", (await noted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).Because);
        await target.RestartAsync(Cancel);

        Assert.True(companion.Process?.IsAlive);
    }

    [Fact]
    public async Task Ending_the_target_ends_the_companion_by_its_input()
    {
        using var admin = new AdminStub(() => 200);
        EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "exec cat >/dev/null");
        ProcessIdentity process = companion.Process!.Value;
        var noted = new TaskCompletionSource<ProcessExit>();
        companion.Watch(exit => noted.TrySetResult(exit));

        await target.DisposeAsync();

        Assert.False(process.IsAlive);
        ProcessExit exit = await noted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(("exited with code 0", "the lab stopped it"), (exit.Describe(), exit.Because));
        await Assert.ThrowsAsync<TargetException>(() => companion.RestartAsync(Cancel));
    }

    [Fact]
    public async Task A_companion_that_ignores_its_input_gets_a_signal()
    {
        using var admin = new AdminStub(() => 200);
        await using EmbeddedTarget target = await TargetAsync(admin);
        Companion companion = Accompany(target, "exec sleep 300", stopMs: 1000);

        Assert.Equal(StopMeans.Term, await companion.StopAsync());
    }

    [Fact]
    public void A_program_of_the_users_gets_its_signal_after_a_second_and_is_held_on_a_leash()
    {
        var addresses = new Dictionary<string, Uri>();
        TargetLaunch own = CompanionCommand.Launch(new CompanionRecipe("backend", []), addresses, null);
        TargetLaunch users = CompanionCommand.Launch(new CompanionRecipe("backend", []) { Program = new TargetProgram("/bin/true") }, addresses, null);

        Assert.Equal((false, TimeSpan.FromSeconds(10)), (own.IsForeign, own.StopWithin));
        Assert.Equal((true, TimeSpan.FromSeconds(1)), (users.IsForeign, users.StopWithin));
    }

    private static Task<EmbeddedTarget> TargetAsync(AdminStub admin)
    {
        string ready = ShellTarget.Ready.Replace("\"admin\":null", $"\"admin\":\"{admin.Address}\"", StringComparison.Ordinal);
        return ShellTarget.StartAsync($"{ready}; exec cat >/dev/null");
    }

    private static Companion Accompany(EmbeddedTarget target, string script, string? argument = null, int readyMs = 20_000, int stopMs = 20_000)
    {
        var recipe = new CompanionRecipe("backend", argument is null ? [] : [argument]) { Program = new TargetProgram("/bin/sh", "-c", script, "backend"), NeedsAddress = "tcp" };
        var addresses = new Dictionary<string, Uri>(target.Addresses) { ["admin"] = target.Admin! };
        TargetLaunch launch = CompanionCommand.Launch(recipe, addresses, null) with { ReadyWithin = TimeSpan.FromMilliseconds(readyMs), StopWithin = TimeSpan.FromMilliseconds(stopMs) };
        Companion companion = Companion.Start("backend", launch, target);
        target.Accompany([companion]);
        return companion;
    }
}
