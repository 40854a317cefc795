using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>Watches this very process: from outside like any other, and its runtime from inside, which costs less than its own diagnostics port.</summary>
internal sealed class GeneratorProbe(TimeProvider time)
{
    private readonly CpuMeter _cpu = new(time);
    private readonly ProcessProbe? _probe = ProcessIdentity.Of(Environment.ProcessId) is { } self ? new ProcessProbe(self) : null;
    private readonly int[] _collectionsBefore = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
    private readonly TimeSpan _pauseBefore = GC.GetTotalPauseDuration();
    private readonly long _allocatedBefore = GC.GetTotalAllocatedBytes();
    private long _lastCollection = GC.GetGCMemoryInfo(GCKind.Any).Index;
    private TimeSpan _lastPause = GC.GetTotalPauseDuration();

    public ProcessPoint Read()
    {
        ProcessReading reading = _probe?.Read() ?? new ProcessReading { CpuTime = Environment.CpuUsage.TotalTime, RssBytes = Environment.WorkingSet };
        // Our own processor time is known finer than by the kernel's 10 ms.
        TimeSpan used = Environment.CpuUsage.TotalTime;
        return new ProcessPoint
        {
            ProcessId = Environment.ProcessId,
            CpuPercent = _cpu.Take(Environment.ProcessId, used, time.GetTimestamp()),
            CpuSeconds = _cpu.TotalSeconds,
            RssBytes = reading.RssBytes,
            Threads = reading.Threads,
            Descriptors = reading.Descriptors,
            Runtime = ReadRuntime(),
        };
    }

    private RuntimePoint ReadRuntime()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        TimeSpan pause = GC.GetTotalPauseDuration();
        long collections = last.Index - _lastCollection;
        // One collection in the interval: the time it stopped us. Several: only the last one's pauses are known by themselves, and the mean of
        // all is a lower bound for the longest as well.
        TimeSpan sum = pause - _lastPause;
        TimeSpan longest = collections <= 1 ? sum : Max(sum / collections, LongestOf(last));
        (_lastCollection, _lastPause) = (last.Index, pause);
        return new RuntimePoint
        {
            // A collection of a generation counts for the younger ones too: take those out, as the events of another process do.
            Gen0Collections = Since(0) - Since(1),
            Gen1Collections = Since(1) - Since(2),
            Gen2Collections = Since(2),
            PauseMsTotal = (pause - _pauseBefore).TotalMilliseconds,
            PauseMsMax = longest.TotalMilliseconds,
            AllocatedBytes = GC.GetTotalAllocatedBytes() - _allocatedBefore,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            HeapAfterGcBytes = last.Index == 0 ? null : last.HeapSizeBytes,
        };
    }

    private long Since(int generation) => GC.CollectionCount(generation) - _collectionsBefore[generation];

    private static TimeSpan LongestOf(GCMemoryInfo collection)
    {
        TimeSpan longest = TimeSpan.Zero;
        foreach (TimeSpan pause in collection.PauseDurations) { longest = Max(longest, pause); }
        return longest;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
