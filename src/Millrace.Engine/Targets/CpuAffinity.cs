using System.Globalization;
using System.Runtime.InteropServices;

namespace Millrace.Engine.Targets;

/// <summary>Which processors threads may run on: sched_setaffinity(2). Linux only; elsewhere nothing is pinned and that is said.</summary>
public static partial class CpuAffinity
{
    private const int Words = CpuSet.Limit / 64;

    /// <summary>The processors that this process may run on, or null where the system does not tell.</summary>
    public static unsafe CpuSet? Allowed()
    {
        if (!OperatingSystem.IsLinux()) { return null; }
        ulong* mask = stackalloc ulong[Words];
        if (GetAffinity(Environment.ProcessId, Words * sizeof(ulong), mask) < 0) { return null; }
        return new CpuSet(Enumerable.Range(0, CpuSet.Limit).Where(IsSet));

        bool IsSet(int cpu) => (mask[cpu / 64] >> (cpu % 64) & 1) != 0;
    }

    /// <summary>
    /// Pins every thread of this process, and with them those that it starts later: the runtime gives a new thread the processors of the
    /// main thread. Throws <see cref="TargetException"/> where the set is not ours to use; does nothing where there is no pinning.
    /// </summary>
    public static void PinThisProcess(CpuSet cpus)
    {
        if (!OperatingSystem.IsLinux()) { return; }
        Pin(Environment.ProcessId, cpus); // the main thread first: threads that start meanwhile follow it
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            if (int.TryParse(Path.GetFileName(task), NumberStyles.None, CultureInfo.InvariantCulture, out int thread)) { Pin(thread, cpus, mayBeGone: true); }
        }
    }

    /// <summary>
    /// Runs <paramref name="start"/> on a thread of its own that is pinned first. A process started there inherits the set before its first
    /// instruction, so every thread it ever has is pinned, and its runtime counts only these processors. Pinning it afterwards would miss
    /// threads that are just being made, and its collector would already have counted all cores.
    /// </summary>
    internal static T StartPinned<T>(CpuSet? cpus, Func<T> start)
    {
        if (cpus is null || !OperatingSystem.IsLinux()) { return start(); }
        var result = new TaskCompletionSource<T>();
        var thread = new Thread(() =>
        {
            try
            {
                Pin(0, cpus);
                result.SetResult(start());
            }
            catch (Exception failed)
            {
                result.SetException(failed); // carried to the caller's thread
            }
        })
        { Name = "pinned start", IsBackground = true };
        thread.Start();
        thread.Join();
        return result.Task.GetAwaiter().GetResult();
    }

    private static unsafe void Pin(int thread, CpuSet cpus, bool mayBeGone = false)
    {
        const int NoSuchProcess = 3;
        ulong* mask = stackalloc ulong[Words];
        foreach (int cpu in cpus.Cpus) { mask[cpu / 64] |= 1UL << (cpu % 64); }
        if (SetAffinity(thread, Words * sizeof(ulong), mask) == 0) { return; }
        int error = Marshal.GetLastPInvokeError();
        if (mayBeGone && error == NoSuchProcess) { return; }
        throw new TargetException(
            $"processors {cpus} cannot be used: {Marshal.GetPInvokeErrorMessage(error)}; this process may run on {Allowed()?.ToString() ?? "unknown ones"}");
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static unsafe partial int SetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static unsafe partial int GetAffinity(int thread, nint size, ulong* mask);
}
