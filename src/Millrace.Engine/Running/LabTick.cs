using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>The last second of a run and where the run stands.</summary>
public sealed record LabTick
{
    /// <summary>Time since the run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long the run is planned to last from its beginning, drain excluded; null while clients still connect.</summary>
    public TimeSpan? Planned { get; init; }

    /// <summary>The second's figures, as they go into the run's series.</summary>
    public required SeriesPoint Point { get; init; }

    /// <summary>The same second as it goes into the interval log: each operation with its histograms, and the account; null where nobody keeps one.</summary>
    public IntervalRecord? Interval { get; init; }

    /// <summary>How many clients the run wants connected.</summary>
    public required int Clients { get; init; }

    /// <summary>Starts that the load model asked for, per second.</summary>
    public double DuePerSecond { get; init; }

    /// <summary>Operations that ended other than well and in time, over the whole run.</summary>
    public long ErrorsTotal { get; init; }

    /// <summary>Of <see cref="ErrorsTotal"/>: those never answered, lost and indefinite together.</summary>
    public long LossTotal { get; init; }

    /// <summary>Starts dropped over the whole run.</summary>
    public long DroppedTotal { get; init; }
}
