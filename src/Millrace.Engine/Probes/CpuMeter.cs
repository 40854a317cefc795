namespace Millrace.Engine.Probes;

/// <summary>Turns the processor times of one process after another into a running total and into shares of the time between looks.</summary>
internal sealed class CpuMeter(TimeProvider time)
{
    // The kernel counts in steps of 10 ms: over less time than this a share would be mostly rounding.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private int? _process;
    private TimeSpan _total, _last, _shownTotal;
    private long _shownAt;

    public double TotalSeconds => _total.TotalSeconds;

    /// <summary>Takes the process's time so far and returns the share since the last share, 100 being one core, or null where it is too early.</summary>
    public double? Take(int process, TimeSpan cpuTime, long at)
    {
        bool isFirst = _process is null;
        if (process != _process)
        {
            // What the first one used before we came is not ours to count; a successor's start is.
            _last = isFirst ? cpuTime : TimeSpan.Zero;
            _process = process;
        }
        _total += cpuTime - _last;
        _last = cpuTime;
        if (isFirst) { _shownAt = at; return null; }
        TimeSpan passed = time.GetElapsedTime(_shownAt, at);
        if (passed < Shortest) { return null; }
        double percent = 100 * (_total - _shownTotal) / passed;
        (_shownAt, _shownTotal) = (at, _total);
        return percent;
    }
}
