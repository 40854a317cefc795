namespace Millrace.Results;

/// <summary>Rebuilds the run of a killed lab from its last run file and its interval log.</summary>
internal static class RunRebuilding
{
    public static RunFile Rebuild(RunFile last, IReadOnlyList<IntervalRecord> intervals)
    {
        Verdict verdict = last.Verdict with { Ending = RunEnding.Crashed, Outcome = VerdictOutcome.NotMeasured };
        if (intervals.Count == 0)
        {
            string nothing = "The lab ended without finishing this run; no interval can be read, and these are the figures of its last written file.";
            return last with { Verdict = verdict with { Reasons = [nothing, .. verdict.Reasons] } };
        }

        double end = intervals.Max(interval => interval.AtSeconds + interval.SpanSeconds);
        string reason = FormattableString.Invariant(
            $"The lab ended without finishing this run; the figures were rebuilt from {intervals.Count} intervals up to {end:0.###} s. There was no drain, so operations in flight are not accounted for.");
        SeriesPoint[] series = [.. intervals.Select(IntervalSeries.ToPoint)];
        return last with
        {
            Phases = [.. Phases(intervals)],
            Operations = OperationTotals.Of(intervals, interval => interval.Counted, intervals.Where(interval => interval.Measured).Sum(interval => interval.SpanSeconds)),
            Accounting = Total(intervals),
            Series = SeriesThinning.Thin(series, SeriesThinning.Boundaries(last.Faults)),
            Verdict = verdict with { Reasons = [reason, .. verdict.Reasons] },
        };
    }

    // A phase that comes twice (steady, fault, steady) is two phases.
    private static IEnumerable<PhaseResult> Phases(IReadOnlyList<IntervalRecord> intervals)
    {
        List<IntervalRecord> phase = [];
        foreach (IntervalRecord interval in intervals)
        {
            if (phase.Count > 0 && phase[0].Phase != interval.Phase)
            {
                yield return Phase(phase);
                phase = [];
            }

            phase.Add(interval);
        }

        yield return Phase(phase);
    }

    private static PhaseResult Phase(List<IntervalRecord> intervals) => new()
    {
        Name = intervals[0].Phase,
        StartSeconds = intervals[0].AtSeconds,
        EndSeconds = intervals[^1].AtSeconds + intervals[^1].SpanSeconds,
        Measured = intervals[0].Measured,
        Operations = OperationTotals.Of(intervals, interval => interval.Operations, intervals.Sum(interval => interval.SpanSeconds)),
        Accounting = Total(intervals),
    };

    private static Accounting Total(IEnumerable<IntervalRecord> intervals) =>
        intervals.Aggregate(new Accounting(), (sum, interval) => sum + interval.Accounting);
}
