using Millrace.Results;

namespace Millrace.Engine.Probes;

/// <summary>
/// What one process used in a window of a run, from its samples. Processor and runtime are of the window; start and end of memory are the
/// run's. What was not measured stays null.
/// </summary>
public sealed record UsageSummary
{
    /// <summary>The figures for the run file.</summary>
    public required ProcessUsage Usage { get; init; }

    /// <summary>How memory moved in the window; null where it was too short, or the process was another at its end.</summary>
    public MemoryTrend? Memory { get; init; }

    /// <summary>
    /// Sums up one side (<paramref name="side"/> picks it from a sample) between two timestamps, or null where it was never seen. Take a
    /// sample at each edge of the window, so that the edges count whole.
    /// </summary>
    public static UsageSummary? Of(IReadOnlyList<ProbeSample> samples, Func<ProbeSample, ProcessPoint?> side, long from, long to, TimeProvider? time = null)
    {
        (long At, ProcessPoint Point)[] all = [.. samples.Where(s => side(s) is not null).Select(s => (s.At, side(s)!))];
        if (all.Length == 0) { return null; }
        (long At, ProcessPoint Point)[] window = [.. all.Where(p => p.At >= from && p.At <= to)];
        var usage = new ProcessUsage
        {
            RssBytesStart = all[0].Point.RssBytes,
            RssBytesMax = all.Max(p => p.Point.RssBytes),
            RssBytesEnd = all[^1].Point.RssBytes,
            ThreadsMax = all.Max(p => p.Point.Threads),
            DescriptorsMax = all.Max(p => p.Point.Descriptors),
        };
        if (window.Length < 2) { return new UsageSummary { Usage = usage }; }

        ProcessPoint first = window[0].Point, last = window[^1].Point;
        double cpuSeconds = last.CpuSeconds - first.CpuSeconds;
        double seconds = (time ?? TimeProvider.System).GetElapsedTime(window[0].At, window[^1].At).TotalSeconds;
        return new UsageSummary
        {
            Usage = usage with
            {
                CpuSeconds = cpuSeconds,
                CpuPercentMean = seconds > 0 ? 100 * cpuSeconds / seconds : null,
                CpuPercentMax = window.Skip(1).Max(p => p.Point.CpuPercent),
                Runtime = RuntimeOf([.. window.Select(p => p.Point)], all[^1].Point.Runtime),
            },
            Memory = first.ProcessId != last.ProcessId ? null : MemoryTrend.Through(
            [
                .. window.Where(p => p.Point.RssBytes is not null)
                    .Select(p => ((time ?? TimeProvider.System).GetElapsedTime(window[0].At, p.At).TotalSeconds, (double)p.Point.RssBytes!)),
            ]),
        };
    }

    // A window whose beginning or end was not watched has no counts: half a count would look like a good one.
    private static RuntimeUsage? RuntimeOf(IReadOnlyList<ProcessPoint> window, RuntimePoint? end)
    {
        if (window[0].Runtime is not { } first || window[^1].Runtime is not { } last) { return null; }
        RuntimePoint[] inside = [.. window.Skip(1).Select(p => p.Runtime).OfType<RuntimePoint>()];
        return new RuntimeUsage
        {
            Gen0Collections = last.Gen0Collections - first.Gen0Collections,
            Gen1Collections = last.Gen1Collections - first.Gen1Collections,
            Gen2Collections = last.Gen2Collections - first.Gen2Collections,
            GcPauseMsTotal = last.PauseMsTotal - first.PauseMsTotal,
            GcPauseMsMax = inside.Max(p => p.PauseMsMax),
            HeapBytesMax = inside.Max(p => p.HeapBytes),
            HeapBytesEnd = end?.HeapBytes,
            AllocatedBytes = last.AllocatedBytes is null ? null : last.AllocatedBytes - (first.AllocatedBytes ?? 0),
        };
    }
}
