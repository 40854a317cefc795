using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class TargetProgramTests
{
    [Fact]
    public void This_program_can_be_started_again()
    {
        TargetProgram program = TargetProgram.This();
        Assert.True(File.Exists(program.File), program.File);
        Assert.All(program.FirstArguments, argument => Assert.True(File.Exists(argument), argument));
        Assert.Equal(Path.GetFileNameWithoutExtension(program.File) == "dotnet" ? 1 : 0, program.FirstArguments.Count);
    }

    [Theory]
    [InlineData(0, null, "exited with code 0")]
    [InlineData(3, null, "exited with code 3")]
    [InlineData(128, null, "exited with code 128")]
    [InlineData(137, 9, "was ended by SIGKILL")]
    [InlineData(143, 15, "was ended by SIGTERM")]
    [InlineData(152, 24, "was ended by signal 24")]
    [InlineData(255, null, "exited with code 255")]
    public void An_exit_tells_a_signal_from_a_code(int code, int? signal, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        var exit = new ProcessExit(1, code, 0);
        Assert.Equal((signal, expected), (exit.Signal, exit.Describe()));
    }

    [Fact]
    public async Task A_stranger_needs_an_address_and_a_process_that_exists()
    {
        var addresses = new Dictionary<string, Uri> { ["udp"] = new("udp://10.0.0.7:1337") };
        Assert.Throws<TargetException>(() => new ExternalTarget(new Dictionary<string, Uri>()));
        Assert.Contains("--target-pid 2147483647", Assert.Throws<TargetException>(() => new ExternalTarget(addresses, int.MaxValue)).Message, StringComparison.Ordinal);

        await using var stranger = new ExternalTarget(addresses);
        Assert.Null(stranger.Process);
        await Assert.ThrowsAsync<TargetException>(() => stranger.RestartAsync(ShellTarget.TestContextToken));
        await using var known = new ExternalTarget(addresses, Environment.ProcessId);
        Assert.Equal(Environment.ProcessId, known.Process?.Id);
    }
}
