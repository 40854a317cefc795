namespace Millrace.Results;

/// <summary>A phase that is rebuilt from its intervals.</summary>
internal sealed class RebuiltPhase(IntervalRecord first)
{
    private readonly OperationBook _operations = new();
    private Accounting _accounting = new();
    private double _seconds;
    private double _end;

    public string Name => first.Phase;

    public void Add(IntervalRecord interval)
    {
        _operations.Add(interval.Operations);
        _accounting += interval.Accounting;
        _seconds += interval.SpanSeconds;
        _end = interval.AtSeconds + interval.SpanSeconds;
    }

    public PhaseResult Build() => new()
    {
        Name = Name,
        StartSeconds = first.AtSeconds,
        EndSeconds = _end,
        Measured = first.Measured,
        Operations = _operations.Over(_seconds),
        Accounting = _accounting,
    };
}
