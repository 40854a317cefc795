using System.Runtime.InteropServices;

namespace Millrace.Engine.Running;

/// <summary>The processor time of the calling thread: clock_gettime(2) with CLOCK_THREAD_CPUTIME_ID. Linux only.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Processor time in seconds, or null where the system does not tell.</summary>
    public static double? Seconds()
    {
        if (!OperatingSystem.IsLinux() || GetTime(ThreadCpuTime, out TimeSpec time) != 0)
        {
            return null;
        }

        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
