using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Millrace.Bench.Tracker;

/// <summary>
/// The longest step of a loop, by the clock and by the processor time of its thread: what the machine gives to other programs meanwhile is in the first and not in the second, page
/// faults are in both. What a virtual machine's host takes away is in both too; it does not strike the same step twice, so a second pass tells (<see cref="Again"/>).
/// </summary>
internal sealed partial class ThreadClock
{
    private const int ThreadCpuTime = 3;
    private const double OutlierMs = 0.1;
    private readonly Dictionary<long, double> _outliers = new(10_000);
    private long _steps;
    private long _wall;
    private long _cpu;

    /// <summary>Longest step by the clock.</summary>
    public double WallMs { get; private set; }

    /// <summary>Longest step by processor time.</summary>
    public double CpuMs { get; private set; }

    /// <summary>The longest step by processor time where each counts as what it took in the quicker of two equal passes; below 0.1 ms it is given as that.</summary>
    public double Again(ThreadClock other) =>
        _outliers.Where(step => other._outliers.ContainsKey(step.Key)).Select(step => Math.Min(step.Value, other._outliers[step.Key])).DefaultIfEmpty(OutlierMs).Max();

    /// <summary>All steps together, by processor time.</summary>
    public double TotalCpuMs { get; private set; }

    public void Start()
    {
        _wall = Stopwatch.GetTimestamp();
        _cpu = CpuNow();
    }

    public void Step()
    {
        long cpu = CpuNow();
        long wall = Stopwatch.GetTimestamp();
        double cpuMs = (cpu - _cpu) / 1e6;
        CpuMs = Math.Max(CpuMs, cpuMs);
        WallMs = Math.Max(WallMs, Stopwatch.GetElapsedTime(_wall, wall).TotalMilliseconds);
        if (cpuMs > OutlierMs)
        {
            _outliers[_steps] = cpuMs;
        }

        _steps++;
        TotalCpuMs += cpuMs;
        _cpu = cpu;
        _wall = wall;
    }

    public override string ToString() => $"longest {CpuMs:F2} ms of processor ({WallMs:F2} ms by the clock)";

    /// <summary>Processor time of the calling thread, in nanoseconds; where the system does not say, the clock.</summary>
    public static long CpuNow()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (long)Stopwatch.GetElapsedTime(0, Stopwatch.GetTimestamp()).TotalNanoseconds;
        }

        _ = clock_gettime(ThreadCpuTime, out Time time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
