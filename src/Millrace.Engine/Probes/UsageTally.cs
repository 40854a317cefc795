using Millrace.Results;

namespace Millrace.Engine.Probes;

/// <summary>
/// Sums up one process as it is looked at. It keeps the first and the last look and what was largest between them, so it costs the same
/// after a day as after a second.
/// </summary>
internal sealed class UsageTally
{
    private readonly TrendLine _memory = new();
    private ProcessPoint? _start;
    private ProcessPoint? _end;
    private ProcessPoint? _first;
    private ProcessPoint? _last;
    private long _firstAt;
    private long _lastAt;
    private long? _rssMax;
    private int? _threadsMax;
    private int? _descriptorsMax;
    private double? _cpuPercentMax;
    private double _pauseMsMax;
    private long? _heapMax;

    /// <summary>What it comes to so far; null where the process was never seen.</summary>
    public UsageSummary? Summary => _start is null ? null : new UsageSummary
    {
        Usage = new ProcessUsage
        {
            RssBytesStart = _start.RssBytes,
            RssBytesMax = _rssMax,
            RssBytesEnd = _end!.RssBytes,
            ThreadsMax = _threadsMax,
            DescriptorsMax = _descriptorsMax,
            CpuSeconds = _last is null ? null : _last.CpuSeconds - _first!.CpuSeconds,
            CpuPercentMean = _last is null || _lastAt <= _firstAt ? null : 100 * (_last.CpuSeconds - _first!.CpuSeconds) / Ticks.ToSeconds(_lastAt - _firstAt),
            CpuPercentMax = _cpuPercentMax,
            Runtime = Runtime(),
        },
        Memory = _last is null || _first!.ProcessId != _last.ProcessId ? null : _memory.Trend,
    };

    /// <summary>Takes one look, in the order of time. Take one at each edge of the window, so that the edges count whole.</summary>
    /// <param name="at">When, in ticks.</param>
    /// <param name="point">How the process was; null where there was none.</param>
    /// <param name="inWindow">Whether the look lies in the window that differences are taken over.</param>
    public void Add(long at, ProcessPoint? point, bool inWindow)
    {
        if (point is null)
        {
            return;
        }

        _start ??= point;
        _end = point;
        _rssMax = Larger(_rssMax, point.RssBytes);
        _threadsMax = Larger(_threadsMax, point.Threads);
        _descriptorsMax = Larger(_descriptorsMax, point.Descriptors);
        if (inWindow)
        {
            AddToWindow(at, point);
        }
    }

    private void AddToWindow(long at, ProcessPoint point)
    {
        if (_first is null)
        {
            (_first, _firstAt) = (point, at);
        }
        else
        {
            // Maxima are of the time since the look before, and before the first that was not yet the window.
            (_last, _lastAt) = (point, at);
            _cpuPercentMax = Larger(_cpuPercentMax, point.CpuPercent);
            _pauseMsMax = Math.Max(_pauseMsMax, point.Runtime?.PauseMsMax ?? 0);
            _heapMax = Larger(_heapMax, point.Runtime?.HeapBytes);
        }

        if (point.RssBytes is { } bytes)
        {
            _memory.Add(Ticks.ToSeconds(at - _firstAt), bytes);
        }
    }

    // A window whose beginning or end was not watched has no counts: half a count would look like a good one.
    private RuntimeUsage? Runtime() => _first?.Runtime is not { } first || _last?.Runtime is not { } last ? null : new RuntimeUsage
    {
        Gen0Collections = last.Gen0Collections - first.Gen0Collections,
        Gen1Collections = last.Gen1Collections - first.Gen1Collections,
        Gen2Collections = last.Gen2Collections - first.Gen2Collections,
        GcPauseMsTotal = last.PauseMsTotal - first.PauseMsTotal,
        GcPauseMsMax = _pauseMsMax,
        HeapBytesMax = _heapMax,
        HeapBytesEnd = _end!.Runtime?.HeapBytes,
        HeapLiveBytes = _end.Runtime?.HeapAfterGcBytes,
        AllocatedBytes = last.AllocatedBytes is null ? null : last.AllocatedBytes - (first.AllocatedBytes ?? 0),
    };

    private static T? Larger<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is not { } a ? other : other is not { } b || a.CompareTo(b) >= 0 ? one : other;
}
