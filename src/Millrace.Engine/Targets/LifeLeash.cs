using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>
/// A shell that waits for the end of its input, then ends a process: SIGTERM, and SIGKILL five seconds later. The lab holds the other end, so a program of the user's
/// that does not look at its own input does not outlive a lab that was killed. Prctl's parent-death signal would not do: it comes when the thread that started the
/// process ends, and threads of a pool do.
/// </summary>
internal sealed class LifeLeash : IDisposable
{
    // The process leads a session of its own where setsid(1) is there; then all of its group is meant. What goes to the terminal's group must not end the leash.
    private const string Script =
        "trap '' INT TERM HUP; exec >/dev/null 2>&1; read -r _; kill -TERM -- \"-$0\" || kill -TERM \"$0\" || exit 0; sleep 5; kill -KILL -- \"-$0\" || kill -KILL \"$0\"";
    private readonly Process _shell;

    private LifeLeash(Process shell) => _shell = shell;

    /// <summary>Puts a process on a leash; null where there is no shell, then only the lab's own cleaning up ends it.</summary>
    public static LifeLeash? Attach(int processId)
    {
        List<string> line = [.. TargetCommand.OwnSession, "/bin/sh", "-c", Script, processId.ToString(CultureInfo.InvariantCulture)];
        try
        {
            var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardInput = true, UseShellExecute = false };
            return Process.Start(start) is { } shell ? new LifeLeash(shell) : null;
        }
        catch (Win32Exception)
        {
            return null; // expected on images without a shell
        }
    }

    /// <summary>Lets go: the process has ended, or is somebody else's to end.</summary>
    public void Dispose()
    {
        try { _shell.Kill(); }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception) { } // expected: it ended just now
        _shell.Dispose();
    }
}
