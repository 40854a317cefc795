using System.Runtime.InteropServices;

namespace Millrace.Hosting.Workers;

/// <summary>Sends signals to processes that this one started.</summary>
internal static class UnixSignal
{
    /// <summary>SIGHUP on every system that has it.</summary>
    public const int Hangup = 1;

    /// <summary>Sends it; one that has ended gets nothing.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    // kill(2): two numbers in, one out, so nothing has to be generated for the call.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
