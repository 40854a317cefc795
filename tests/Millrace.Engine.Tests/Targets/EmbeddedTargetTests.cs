using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Testing;
using Xunit;
using ProcessSignal = Millrace.Faults.ProcessSignal;

namespace Millrace.Engine.Tests.Targets;

public sealed class EmbeddedTargetTests
{
    [Fact]
    public async Task A_target_that_says_it_is_ready_is_started_with_its_addresses()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync(ShellTarget.WellBehaved);

        Assert.Equal(4711, target.Addresses["tcp"].Port);
        Assert.Null(target.Admin);
        Assert.True(target.Process?.IsAlive);
        Assert.Empty(target.Exits);
    }

    [Fact]
    public async Task Closing_the_input_ends_a_well_behaved_target()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync(ShellTarget.WellBehaved);

        Assert.Equal(StopMeans.EndOfInput, await target.StopAsync());
        Assert.Null(target.Process);
        Assert.Equal(StopMeans.AlreadyEnded, await target.StopAsync());
        await Eventually.TrueAsync(() => target.Exits.Count == 1, "the exit's note");
        Assert.Equal(("exited with code 0", "the lab stopped it"), (target.Exits[0].Describe(), target.Exits[0].Because));
    }

    [Fact]
    public async Task A_target_that_ignores_its_input_gets_a_signal()
    {
        TargetLaunch launch = ShellTarget.Launch($"{ShellTarget.Ready}; exec sleep 300") with { StopWithin = TimeSpan.FromSeconds(1) };
        await using EmbeddedTarget target = await EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken);

        Assert.Equal(StopMeans.Term, await target.StopAsync());
        await Eventually.TrueAsync(() => target.Exits.Count == 1, "the exit's note");
        Assert.Equal(15, target.Exits[0].Signal);
    }

    [Fact]
    public async Task A_target_that_ignores_the_signal_too_is_killed()
    {
        // An ignored signal stays ignored in the sleep.
        TargetLaunch launch = ShellTarget.Launch($"trap '' TERM; {ShellTarget.Ready}; exec sleep 300") with { StopWithin = TimeSpan.FromSeconds(1) };
        await using EmbeddedTarget target = await EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken);

        Assert.Equal(StopMeans.Kill, await target.StopAsync());
        Assert.Null(target.Process);
    }

    [Fact]
    public async Task A_target_that_ends_before_it_is_ready_is_reported_with_its_code_and_last_words()
    {
        var failure = await Assert.ThrowsAsync<TargetException>(() => ShellTarget.StartAsync("echo 'port is taken' >&2; exit 3"));

        Assert.Contains("exited with code 3 before it was ready", failure.Message, StringComparison.Ordinal);
        Assert.Contains("port is taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_error_lines_are_kept()
    {
        TargetLaunch launch = ShellTarget.Launch("for i in 1 2 3 4 5; do echo line$i >&2; done; exit 1") with { KeptErrorLines = 2 };

        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));

        Assert.EndsWith("its last words:\n  line4\n  line5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_never_gets_ready_is_given_up_and_leaves_nothing_behind()
    {
        TargetLaunch launch = ShellTarget.Launch("echo $$ ; exec sleep 300") with { ReadyWithin = TimeSpan.FromMilliseconds(300) };

        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));

        Assert.Contains("printed no ready line within 300ms", failure.Message, StringComparison.Ordinal);
        string id = failure.Message.Split("process ")[1].Split(')')[0];
        Assert.Null(ProcessIdentity.Of(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Cancelling_the_start_ends_the_process()
    {
        using var cancelled = new CancellationTokenSource();
        Task<EmbeddedTarget> starting = EmbeddedTarget.StartAsync(ShellTarget.Launch("exec sleep 300"), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Theory]
    [InlineData("echo '{\"ready\":true'", "it is not JSON")]
    [InlineData("echo '{\"ready\":false}'", "\"ready\" is not true")]
    public async Task A_ready_line_that_cannot_be_used_is_refused(string script, string expected)
    {
        var failure = await Assert.ThrowsAsync<TargetException>(() => ShellTarget.StartAsync($"{script}; exec cat >/dev/null"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        TargetLaunch launch = ShellTarget.Launch("") with { Program = new TargetProgram("/nowhere/millrace") };
        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));
        Assert.Contains("/nowhere/millrace", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_before_the_ready_line_is_tolerated()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync($"echo hello; {ShellTarget.WellBehaved}");
        Assert.NotNull(target.Process);
    }

    [Fact]
    public async Task An_admin_address_may_come_later()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync(
            ShellTarget.Ready + "; echo noise; echo '{\"admin\":\"http://127.0.0.1:4712\"}'; exec cat >/dev/null");

        await Eventually.TrueAsync(() => target.Admin is not null, "the admin address");
        Assert.Equal(4712, target.Admin?.Port);
    }

    [Fact]
    public async Task An_end_that_nobody_asked_for_has_no_reason()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync($"{ShellTarget.Ready}; exec cat >/dev/null");
        target.Process?.Signal(ProcessSignal.Kill);

        await Eventually.TrueAsync(() => target.Exits.Count == 1, "the exit's note");
        Assert.Equal(("was ended by SIGKILL", null), (target.Exits[0].Describe(), target.Exits[0].Because));
        Assert.Null(target.Process);
    }

    [Fact]
    public async Task A_killed_target_comes_back_as_another_process_on_the_same_port()
    {
        // Announces the port that it is given; "any port" is 4713.
        const string Script = "port=$2; [ $port = 0 ] && port=4713; "
            + """echo '{"ready":true,"pid":'$$',"addresses":{"tcp":"tcp://127.0.0.1:'$port'"}}'; exec cat >/dev/null""";
        await using EmbeddedTarget target = await ShellTarget.StartAsync(Script, "--port", "0");
        ProcessIdentity before = target.Process!.Value;
        target.ExpectExit("kill(restart)@0s");
        before.Signal(ProcessSignal.Kill);

        await target.RestartAsync(ShellTarget.TestContextToken);

        Assert.NotEqual(before, target.Process);
        Assert.True(target.Process?.IsAlive);
        Assert.Equal("kill(restart)@0s", Assert.Single(target.Exits).Because);
        await target.StopAsync();
        await Assert.ThrowsAsync<TargetException>(() => target.RestartAsync(ShellTarget.TestContextToken));
    }

    [Fact]
    public async Task A_restart_on_another_address_is_an_error()
    {
        const string Script = """echo '{"ready":true,"pid":'$$',"addresses":{"tcp":"tcp://127.0.0.1:'${2:-4714}'"}}'; exec cat >/dev/null""";
        TargetLaunch launch = ShellTarget.Launch(Script) with { RestartArguments = _ => ["--port", "4715"] };
        await using EmbeddedTarget target = await EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken);

        var failure = await Assert.ThrowsAsync<TargetException>(() => target.RestartAsync(ShellTarget.TestContextToken));

        Assert.Contains("4715", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runtime_settings_and_variables_reach_the_process()
    {
        TargetLaunch launch = ShellTarget.Launch("echo \"$DOTNET_gcServer $DOTNET_GCConserveMemory $FLAVOUR $HOME\" >&2; exit 1") with
        {
            Runtime = new RuntimeSettings { ServerGc = true, ConserveMemory = 9 },
            Variables = new Dictionary<string, string?> { ["FLAVOUR"] = "plain", ["HOME"] = null },
        };
        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));
        Assert.EndsWith("\n  1 9 plain ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_thread_of_a_pinned_target_is_pinned_from_the_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && CpuAffinity.Allowed() is { Count: > 1 }, "needs Linux and two processors");
        var last = new CpuSet([CpuAffinity.Allowed()!.Cpus[^1]]);
        TargetLaunch launch = ShellTarget.Launch("grep Cpus_allowed_list /proc/self/status >&2; exit 1") with { Cpus = last };

        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));

        Assert.EndsWith($"Cpus_allowed_list:\t{last}", failure.Message, StringComparison.Ordinal);
        Assert.True(CpuAffinity.Allowed()!.Count > 1, "the lab itself must stay unpinned");
    }

    [Fact]
    public async Task A_processor_that_is_not_ours_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pinning is Linux only");
        TargetLaunch launch = ShellTarget.Launch(ShellTarget.WellBehaved) with { Cpus = new CpuSet([CpuSet.Limit - 1]) };
        var failure = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, ShellTarget.TestContextToken));
        Assert.Contains("processors 1023 cannot be used", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_is_out_of_reach_of_the_terminals_interrupt()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setsid"), "needs setsid");
        await using EmbeddedTarget target = await ShellTarget.StartAsync(ShellTarget.WellBehaved);
        string[] fields = (await File.ReadAllTextAsync($"/proc/{target.Process?.Id}/stat", ShellTarget.TestContextToken)).Split(") ")[1].Split(' ');
        Assert.Equal($"{target.Process?.Id}", fields[3]); // the session's leader
    }
}
