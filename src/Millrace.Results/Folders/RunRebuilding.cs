namespace Millrace.Results;

/// <summary>Rebuilds the run of a killed lab from its last run file and its interval log, interval by interval: of a log of any length it keeps what the run file will have.</summary>
/// <param name="last">The last run file.</param>
internal sealed class RunRebuilding(RunFile last)
{
    // More than any run has; a log that a stranger made up must not fill the memory with them.
    private const int MostPhases = 500;

    private readonly IReadOnlyCollection<double> _boundaries = SeriesThinning.Boundaries(last.Faults);
    private readonly GrowingSeries _series = new(() => SeriesThinning.Boundaries(last.Faults));
    private readonly OperationBook _operations = new();
    private readonly List<RebuiltPhase> _phases = [];
    private Accounting _accounting = new();
    private double _measuredSeconds;
    private double _end;
    private int _count;

    /// <summary>Takes the next interval, in the order of time.</summary>
    public void Add(IntervalRecord interval)
    {
        _count++;
        _end = Math.Max(_end, interval.AtSeconds + interval.SpanSeconds);
        _measuredSeconds += interval.Measured ? interval.SpanSeconds : 0;
        _accounting += interval.Accounting;
        _operations.Add(interval.Counted);

        // A phase that comes twice (steady, fault, steady) is two phases.
        if (_phases.Count == 0 || (_phases[^1].Name != interval.Phase && _phases.Count < MostPhases))
        {
            _phases.Add(new RebuiltPhase(interval));
        }

        _phases[^1].Add(interval);
        _series.Add(IntervalSeries.ToPoint(interval) with { Phase = _phases[^1].Name });
    }

    /// <summary>The run as far as the intervals go.</summary>
    public RunFile Build()
    {
        Verdict verdict = last.Verdict with { Ending = RunEnding.Crashed, Outcome = VerdictOutcome.NotMeasured };
        if (_count == 0)
        {
            string nothing = "The lab ended without finishing this run; no interval can be read, and these are the figures of its last written file.";
            return last with { Verdict = verdict with { Reasons = [nothing, .. verdict.Reasons] } };
        }

        string reason = FormattableString.Invariant(
            $"The lab ended without finishing this run; the figures were rebuilt from {_count} intervals up to {_end:0.###} s. There was no drain, so operations in flight are not accounted for.");
        return last with
        {
            Phases = [.. _phases.Select(phase => phase.Build())],
            Operations = _operations.Over(_measuredSeconds),
            Accounting = _accounting,
            Series = SeriesThinning.Thin(_series.Snapshot(), _boundaries),
            Verdict = verdict with { Reasons = [reason, .. verdict.Reasons] },
        };
    }
}
