using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Millrace.Hosting.Tests.Processes;

/// <summary>This program started again as a server.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    public const int Terminate = 15;
    public const int Interrupt = 2;
    public const int HangUp = 1;

    private readonly Process _process;

    public ChildProcess(params string[] args)
        : this(Environment.ProcessPath!, ["serve", .. args])
    {
    }

    private ChildProcess(string program, IEnumerable<string> args)
    {
        ProcessStartInfo start = new(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>A child whose soft limit of descriptors is lowered before it starts.</summary>
    public static ChildProcess WithDescriptors(int softLimit) =>
        new("/bin/sh", ["-c", $"ulimit -S -n {softLimit}; exec \"$0\" serve --ready-json", Environment.ProcessPath!]);

    public async Task<JsonElement> ReadyAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(line!).RootElement;
    }

    public int Pid => _process.Id;

    public void CloseInput() => _process.StandardInput.Close();

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public async Task WaitForLogAsync(string part)
    {
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The child ended without logging '{part}'.");
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
