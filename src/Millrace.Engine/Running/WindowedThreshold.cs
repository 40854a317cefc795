using Millrace.Engine.Judging;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>A threshold over a part of a run, with what ended in that part so far.</summary>
internal sealed class WindowedThreshold(Threshold threshold)
{
    private readonly Figures _figures = new();

    public Threshold Threshold => threshold;

    /// <summary>Adds an interval's figures where the middle of the interval lies in the window; times in seconds from the end of the warm-up, null before the load.</summary>
    public void Add(Figures[] interval, IReadOnlyList<string> operations, double? from, double? to)
    {
        // Pages are turned at a window's edges; on a busy machine a few milliseconds late, so the middle of the page decides.
        if (threshold.Window is not { } window || from is not { } start || to is not { } end
            || (start + end) / 2 < window.Start.TotalSeconds || (start + end) / 2 >= window.End.TotalSeconds)
        {
            return;
        }

        _figures.Seconds += end - start;
        for (int i = 0; i < operations.Count; i++)
        {
            if (threshold.Operation is null || threshold.Operation == operations[i])
            {
                _figures.Add(interval[i]);
            }
        }
    }

    /// <summary>The result: of the window where there is one, else of the whole measured part.</summary>
    public ThresholdResult Judge(Func<string?, Figures> measured) => threshold.Judge(threshold.Window is null ? measured(threshold.Operation) : _figures);
}
