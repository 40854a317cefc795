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
        if (from is not { } start || to is not { } end || !Holds(start, end))
        {
            return;
        }

        _figures.Seconds += end - start;
        for (int i = 0; i < operations.Count; i++)
        {
            if (IsAbout(operations, i))
            {
                _figures.Add(interval[i]);
            }
        }
    }

    /// <summary>
    /// Adds messages that were given up as lost in an interval, long after the window as a rule: they count where they were sent, or no window would ever see
    /// one. Times as above.
    /// </summary>
    public void AddLost(IEnumerable<LostMessage> lost, IReadOnlyList<string> operations, double from, double to, Func<long, double> fromMeasured)
    {
        if (threshold.Window is { } window && !Holds(from, to))
        {
            _figures.AddLost(lost.Count(message => IsAbout(operations, message.Id.Index) && window.Holds(fromMeasured(message.Sent))));
        }
    }

    // Pages are turned at a window's edges; on a busy machine a few milliseconds late, so the middle of the page decides.
    private bool Holds(double from, double to) => threshold.Window is { } window && window.Holds((from + to) / 2);

    private bool IsAbout(IReadOnlyList<string> operations, int operation) =>
        operation < operations.Count && (threshold.Operation is null || threshold.Operation == operations[operation]);

    /// <summary>What was measured so far of what it is about.</summary>
    public Figures SoFar(Func<string?, Figures> measured) => threshold.Window is null ? measured(threshold.Operation) : _figures;

    /// <summary>The result: of the window where there is one, else of the whole measured part.</summary>
    public ThresholdResult Judge(Func<string?, Figures> measured, RunTally run) =>
        threshold.Judge(SoFar(measured), run);
}
