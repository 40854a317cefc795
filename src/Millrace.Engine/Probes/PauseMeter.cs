namespace Millrace.Engine.Probes;

/// <summary>
/// Sums the collector's pauses from the runtime's events: each from the beginning of a suspension to the end of its restart. The runtime's
/// own "time in GC" counter is no substitute, since it counts the last collection only, as a share.
/// </summary>
internal sealed class PauseMeter
{
    private double? _suspendedAt;

    public double TotalMs { get; private set; }

    public double MaxMs { get; private set; }

    public long Count { get; private set; }

    /// <summary>Threads begin to be suspended. A second beginning without an end between them means that events were lost: the later one holds.</summary>
    public void Suspended(double atMs) => _suspendedAt = atMs;

    /// <summary>All threads run again. An end without a beginning belongs to a pause from before we watched, and is not counted.</summary>
    public void Restarted(double atMs)
    {
        if (_suspendedAt is not { } from || atMs < from) { return; }
        _suspendedAt = null;
        double pause = atMs - from;
        (TotalMs, MaxMs, Count) = (TotalMs + pause, Math.Max(MaxMs, pause), Count + 1);
    }

    /// <summary>The longest pause since the last call.</summary>
    public double TakeMaxMs()
    {
        double max = MaxMs;
        MaxMs = 0;
        return max;
    }
}
