using System.Globalization;
using System.Runtime.InteropServices;
using Millrace.Engine.Judging;
using Millrace.Engine.Metering;

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
        if (First(book.Windows, since, operation => RunFiles.Measured(book, operation, at), new RunTally(book.Scenario.Clients, [], book.Collector.Metrics)) is { } reason)
        {
            _missed = string.Create(CultureInfo.InvariantCulture, $"Aborted {since:0.0} s into the measured part: {reason}.");
        }
    }

    /// <summary>
    /// Why the first threshold that is missed ends the run, so many seconds into its measured part; null where none does. What was measured is asked for once for each operation, however many
    /// thresholds are about it: it is put together from all phases.
    /// </summary>
    internal static string? First(IReadOnlyList<WindowedThreshold> windows, double since, Func<string?, Figures> measured, RunTally tally)
    {
        var known = new Dictionary<string, Figures>(StringComparer.Ordinal);
        return windows
            .Where(window => window.Threshold.AbortAfter is { } after && since + Slack >= ((window.Threshold.Window?.Start ?? TimeSpan.Zero) + after).TotalSeconds)
            .Select(window => AbortRule.Missed(window.Threshold, window.SoFar(Once), tally))
            .FirstOrDefault(reason => reason is not null);

        Figures Once(string? operation)
        {
            ref Figures? figures = ref CollectionsMarshal.GetValueRefOrAddDefault(known, operation ?? "", out _);
            return figures ??= measured(operation);
        }
    }
}
