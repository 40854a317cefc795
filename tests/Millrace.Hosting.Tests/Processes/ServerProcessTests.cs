using System.Text.Json;

namespace Millrace.Hosting.Tests.Processes;

/// <summary>The life of a server as a process: real signals, real streams.</summary>
public sealed class ServerProcessTests
{
    private const int Drained = 40 + (int)ServerEnd.Drained;
    private const int Forced = 40 + (int)ServerEnd.Forced;

    [Fact]
    public async Task Until_the_port_accepts_nothing_of_the_web_stack_is_loaded()
    {
        using ChildProcess child = new("--ready-json");
        JsonElement ready = await child.ReadyAsync();

        Assert.Equal("", ready.GetProperty("addresses").GetProperty("loaded").GetString());
        Assert.Equal(child.Pid, ready.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task The_end_of_stdin_drains_a_child_with_a_json_ready_line()
    {
        using ChildProcess child = new("--ready-json");
        await child.ReadyAsync();
        child.CloseInput();

        Assert.Equal(Drained, await child.ExitCodeAsync());
    }

    [Theory]
    [InlineData(ChildProcess.Terminate)]
    [InlineData(ChildProcess.Interrupt)]
    public async Task A_signal_drains(int signal)
    {
        using ChildProcess child = new("--ready-json");
        await child.ReadyAsync();
        child.Signal(signal);

        Assert.Equal(Drained, await child.ExitCodeAsync());
    }

    [Fact]
    public async Task A_signal_and_the_end_of_stdin_together_drain()
    {
        using ChildProcess child = new("--ready-json");
        await child.ReadyAsync();
        child.Signal(ChildProcess.Terminate);
        child.CloseInput();

        Assert.Equal(Drained, await child.ExitCodeAsync());
    }

    [Fact]
    public async Task A_second_signal_ends_a_child_that_never_drains()
    {
        using ChildProcess child = new("--ready-json", "--never-drains");
        await child.ReadyAsync();
        child.Signal(ChildProcess.Terminate);
        await child.WaitForLogAsync("accepting stops (Terminate)");
        child.Signal(ChildProcess.Terminate);

        Assert.Equal(Forced, await child.ExitCodeAsync());
    }

    [Fact]
    public async Task A_hangup_reads_files_again_each_time_and_ends_nothing()
    {
        using ChildProcess child = new("--ready-json", "--reloads");
        await child.ReadyAsync();
        child.Signal(ChildProcess.HangUp);
        await child.WaitForLogAsync("files are read again");
        child.Signal(ChildProcess.HangUp);
        await child.WaitForLogAsync("files are read again");
        child.Signal(ChildProcess.Terminate);

        Assert.Equal(Drained, await child.ExitCodeAsync());
    }

    [Fact]
    public async Task The_soft_limit_of_descriptors_is_raised_to_the_hard_one_by_the_runtime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        using ChildProcess child = ChildProcess.WithDescriptors(softLimit: 128);
        await child.ReadyAsync();
        string limits = await File.ReadAllTextAsync($"/proc/{child.Pid}/limits", TestContext.Current.CancellationToken);
        string[] files = limits.Split('\n').First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEqual("128", files[3]);
        Assert.Equal(files[4], files[3]);
    }
}
