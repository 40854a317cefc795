using System.Runtime.InteropServices;

namespace Millrace.Shards;

/// <summary>Where and how precisely a thread runs: its id, its processor, its timer slack. Does nothing where Linux is not.</summary>
internal static partial class ThreadPlacement
{
    private const int SetTimerSlack = 29; // PR_SET_TIMERSLACK

    public static int CurrentThreadId() => OperatingSystem.IsLinux() ? GetTid() : 0;

    public static unsafe void PinCurrentThread(int cpu)
    {
        if (!OperatingSystem.IsLinux() || cpu is < 0 or >= 1024)
        {
            return;
        }

        ulong* mask = stackalloc ulong[16];
        new Span<ulong>(mask, 16).Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);

        // A processor that is not ours to use is left alone: the scheduler then places the thread as it did before.
        _ = SchedSetAffinity(0, 16 * sizeof(ulong), mask);
    }

    /// <summary>Linux rounds a thread's sleeps up by 50 us unless told otherwise; a load generator wants them exact.</summary>
    public static void MakeTimersPrecise()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = PrCtl(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetTid();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static unsafe partial int SchedSetAffinity(int pid, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint a, nuint b, nuint c, nuint d);
}
