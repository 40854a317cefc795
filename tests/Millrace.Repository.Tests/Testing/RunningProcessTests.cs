using System.Runtime.Versioning;
using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

[UnsupportedOSPlatform("windows")]
public sealed class RunningProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Both_outputs_and_the_exit_code_come_back()
    {
        ProcessResult result = await RunningProcess.RunAsync(
            "/bin/sh", ["-c", "echo out; echo \"$GREETING\" >&2; exit 3"], Soon, environment: new Dictionary<string, string?> { ["GREETING"] = "err" });
        Assert.Equal(new ProcessResult(3, "out\n", "err\n"), result);
    }

    [Fact]
    public async Task Lines_come_as_they_are_written_and_answers_go_in()
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "echo ready; read line; echo \"got $line\"; cat >/dev/null; echo bye"]);
        Assert.Equal("ready", await process.ReadLineAsync(Soon));
        await process.WriteLineAsync("this");
        Assert.Equal("got this", await process.ReadLineAsync(Soon));
        process.CloseInput();
        Assert.Equal("bye", await process.ReadLineAsync(Soon));
        Assert.Equal(0, await process.WaitForExitAsync(Soon));
        await Assert.ThrowsAsync<EndOfStreamException>(() => process.ReadLineAsync(Soon));
    }

    [Fact]
    public async Task A_process_that_says_nothing_times_out_with_its_output_in_the_message()
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "echo trouble >&2; echo first; exec cat"]);
        await process.ReadLineAsync(Soon);
        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => process.WaitForExitAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Contains($"(pid {process.Id}) did not end within 0.1 s", exception.Message, StringComparison.Ordinal);
        Assert.Contains("first", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProcessSignal.Interrupt, 128 + 2)]
    [InlineData(ProcessSignal.Terminate, 128 + 15)]
    [InlineData(ProcessSignal.Kill, 128 + 9)]
    public async Task A_signal_ends_it(ProcessSignal signal, int exitCode)
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "echo ready; exec cat"]);
        await process.ReadLineAsync(Soon);
        process.Signal(signal);
        Assert.Equal(exitCode, await process.WaitForExitAsync(Soon));
    }

    [Fact]
    public async Task Disposal_kills_what_still_runs()
    {
        RunningProcess process = RunningProcess.Start("/bin/sh", ["-c", "echo ready; exec cat"]);
        await using (process)
        {
            await process.ReadLineAsync(Soon);
            Assert.False(process.HasExited);
        }

        Assert.ThrowsAny<Exception>(() => System.Diagnostics.Process.GetProcessById(process.Id));
    }
}
