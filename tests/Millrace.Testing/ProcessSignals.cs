using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Millrace.Testing;

internal static partial class ProcessSignals
{
    public static void Send(int pid, ProcessSignal signal)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no POSIX signals; skip this test there.");
        }

        // SIGSTOP and SIGCONT have different numbers on Linux and on BSD systems such as macOS.
        bool linux = OperatingSystem.IsLinux();
        int number = signal switch
        {
            ProcessSignal.Interrupt => 2,
            ProcessSignal.Kill => 9,
            ProcessSignal.Terminate => 15,
            ProcessSignal.Stop => linux ? 19 : 17,
            ProcessSignal.Continue => linux ? 18 : 19,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a known signal"),
        };
        if (Kill(pid, number) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"kill({pid}, {signal}) failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
