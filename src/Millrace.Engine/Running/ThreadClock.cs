using System.Globalization;
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

    /// <summary>
    /// Seconds for which the calling thread was ready to run and had no processor, because others had it: the second figure of /proc/thread-self/schedstat. Null where the
    /// system does not tell.
    /// </summary>
    public static double? QueuedSeconds()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            string[] figures = File.ReadAllText("/proc/thread-self/schedstat").Split(' ');
            return figures.Length >= 2 && long.TryParse(figures[1], NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds) ? nanoseconds / 1e9 : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null; // a kernel without scheduler statistics
        }
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
