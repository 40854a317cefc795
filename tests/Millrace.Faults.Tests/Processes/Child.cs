using System.Diagnostics;
using Millrace.Testing;

namespace Millrace.Faults.Tests.Processes;

/// <summary>A real process to be hurt: it ends with its input, and with the test.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private Child(Process process) => (_process, Identity) = (process, ProcessIdentity.Of(process.Id)!.Value);

    public ProcessIdentity Identity { get; }

    public char? State => Identity.Stat()?.State;

    public static Child Start(string program = "/bin/cat", params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!);

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return _process.ExitCode;
    }

    public Task UntilAsync(Func<Child, bool> condition) => Eventually.TrueAsync(() => condition(this), $"what is awaited of process {Identity.Id}");

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.Dispose();
    }
}
