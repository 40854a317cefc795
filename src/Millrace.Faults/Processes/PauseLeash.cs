using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Millrace.Faults;

/// <summary>
/// A shell that waits for the end of its input, then sends SIGCONT. The lab holds the other end: should the lab be killed while a target
/// is stopped, the kernel closes that end and the target goes on, notices its own closed input and ends. Without it a stopped target would
/// stay behind for ever. A second SIGCONT does no harm.
/// </summary>
internal sealed class PauseLeash : IDisposable
{
    // Ctrl-C reaches the whole process group; the leash must outlive the lab. Output goes nowhere, so that it keeps no pipe of ours open.
    private const string Script = "trap '' INT TERM HUP; exec >/dev/null 2>&1; read -r _; kill -CONT \"$0\"";
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(1);
    private readonly Process _shell;

    private PauseLeash(Process shell) => _shell = shell;

    public int ProcessId => _shell.Id;

    /// <summary>Puts the process on a leash; null where there is no shell, then only the lab's own cleaning up resumes it.</summary>
    public static PauseLeash? Attach(ProcessIdentity process)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", Script, process.Id.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) is { } shell ? new PauseLeash(shell) : null;
        }
        catch (Win32Exception)
        {
            return null; // expected on images without a shell
        }
    }

    public void Dispose()
    {
        try { _shell.StandardInput.Dispose(); }
        catch (IOException) { } // expected: the shell ended already
        if (!_shell.WaitForExit(EndsWithin)) { _shell.Kill(); }
        _shell.Dispose();
    }
}
