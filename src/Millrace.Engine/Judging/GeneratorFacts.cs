namespace Millrace.Engine.Judging;

/// <summary>What is known of both sides of a run over its measured phases; what could not be observed is null.</summary>
internal sealed record GeneratorFacts
{
    /// <summary>New work waits for old work: closed and flood.</summary>
    public required bool IsClosed { get; init; }

    /// <summary>The load runs in a subject: the library that is measured, whose limit is a figure and no fault of the measurement.</summary>
    public bool HasSubject { get; init; }

    /// <summary>A count ended the load, so that a short run is what was asked for.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Think time, where a closed client has one.</summary>
    public bool HasThinkTime { get; init; }

    /// <summary>How late the generator's own timers came, 99th percentile.</summary>
    public required double TimerLatenessP99Ms { get; init; }

    /// <summary>
    /// Median service time, to judge lateness by; null where nothing was answered. Not the response time: that holds the lateness itself, so the later
    /// the generator, the milder its judge would be.
    /// </summary>
    public double? ServiceP50Ms { get; init; }

    public required long Due { get; init; }

    public required long Sent { get; init; }

    public required long Dropped { get; init; }

    /// <summary>Of the dropped: those that had no client with a connection.</summary>
    public long DroppedUnconnected { get; init; }

    /// <summary>Connections that were lost while the run wanted them, over the whole run.</summary>
    public long Disconnects { get; init; }

    /// <summary>Processor share of the busiest generator thread, 0 to 1.</summary>
    public double? BusiestShard { get; init; }

    /// <summary>
    /// The same of the time in which that thread did not wait for a processor that others had, 0 to 1: what tells a thread that never rests from one that is starved. Null where
    /// the system does not tell.
    /// </summary>
    public double? BusiestGranted { get; init; }

    /// <summary>Processor share of the thread that <see cref="BusiestGranted"/> is of, 0 to 1; that of the busiest one where nothing is said.</summary>
    public double? GrantedShard { get; init; }

    /// <summary>The largest share of the time in which a generator thread waited for a processor that others had, 0 to 1; null where the system does not tell.</summary>
    public double? Queued { get; init; }

    /// <summary>
    /// How busy the busiest thread was, whoever else used the machine. A thread that waited for most of the time never rests either, however little it has to do; what it was granted
    /// counts where it had half of a processor, or where all of its load would have filled a whole one.
    /// </summary>
    public double? Busiest => BusiestGranted > BusiestShard && !IsStarved ? BusiestGranted : BusiestShard;

    /// <summary>A thread never rested, and had so little of a processor that nothing can be said of what it would have done with a whole one.</summary>
    public bool IsStarved => BusiestGranted >= GeneratorJudge.NearlySaturated && (GrantedShard ?? BusiestShard) is { } share
        && share < GeneratorJudge.LeastShare && (IsClosed || share * Due / Math.Max(1, Sent) < GeneratorJudge.Saturated);

    /// <summary>Garbage collection pauses of the generator, as a share of the time, 0 to 1.</summary>
    public required double GcPauseShare { get; init; }

    /// <summary>The longest garbage collection pause of the generator, where known.</summary>
    public double? GcPauseMaxMs { get; init; }

    /// <summary>Processor use of the target as a share of what it may use, 0 to 1.</summary>
    public double? TargetBusy { get; init; }

    /// <summary>The run was long enough to judge: measured seconds.</summary>
    public required double Seconds { get; init; }
}
