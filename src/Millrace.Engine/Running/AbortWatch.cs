using System.Globalization;
using Millrace.Engine.Judging;

namespace Millrace.Engine.Running;

/// <summary>Judges, at every page of the measured part, the thresholds that end a run. Written on the pages' thread, read on the run's.</summary>
internal sealed class AbortWatch
{
    // A page is turned a few milliseconds after the moment it is of.
    private const double Slack = 0.05;

    private volatile string? _missed;

    /// <summary>Why the run has to end, as a sentence; null as long as it may go on.</summary>
    public string? Missed => _missed;

    /// <summary>Looks at what was measured up to a time, in ticks.</summary>
    public void Look(RunBook book, long at)
    {
        if (_missed is not null || book.Timeline.LoadStart == long.MaxValue || at < book.Timeline.MeasuredStart)
        {
            return;
        }

        double since = Ticks.ToSeconds(at - book.Timeline.MeasuredStart);
        foreach (WindowedThreshold window in book.Windows)
        {
            if (window.Threshold.AbortAfter is { } after && since + Slack >= ((window.Threshold.Window?.Start ?? TimeSpan.Zero) + after).TotalSeconds
                && AbortRule.Missed(window.Threshold, window.SoFar(operation => RunFiles.Measured(book, operation, at)), new RunTally(book.Scenario.Clients, [], book.Collector.Metrics)) is { } reason)
            {
                _missed = string.Create(CultureInfo.InvariantCulture, $"Aborted {since:0.0} s into the measured part: {reason}.");
                return;
            }
        }
    }
}
