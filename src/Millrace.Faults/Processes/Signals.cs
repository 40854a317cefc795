using System.Runtime.InteropServices;

namespace Millrace.Faults;

/// <summary>kill(2).</summary>
internal static partial class Signals
{
    private const int NoSuchProcess = 3; // ESRCH, the same on Linux and macOS

    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>Sends the signal; false where there is no such process.</summary>
    public static bool Send(int processId, ProcessSignal signal)
    {
        if (!IsSupported) { throw new FaultException($"{signal} cannot be sent: this system has no signals"); }
        // 0 and negative ids address whole process groups.
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        if (Kill(processId, Number(signal)) == 0) { return true; }
        int error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess
            ? false
            : throw new FaultException(
                $"{signal} cannot be sent to process {processId}: {Marshal.GetPInvokeErrorMessage(error)}; run the lab as the user that owns the target");
    }

    private static int Number(ProcessSignal signal) => signal switch
    {
        ProcessSignal.Term => 15,
        ProcessSignal.Interrupt => 2,
        ProcessSignal.Kill => 9,
        ProcessSignal.Abort => 6,
        ProcessSignal.Stop => OperatingSystem.IsLinux() ? 19 : 17,
        ProcessSignal.Continue => OperatingSystem.IsLinux() ? 18 : 19,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
