namespace Millrace.Tracker.Host.Snapshots;

/// <summary>What was written to a snapshot or read from one.</summary>
internal readonly record struct SnapshotResult
{
    /// <summary>Swarms written, or that have a peer after reading.</summary>
    public long Swarms { get; init; }

    /// <summary>Peers written, or stored after reading.</summary>
    public long Peers { get; init; }

    /// <summary>Peers that were not taken over because they have been silent for longer than the peer age by now.</summary>
    public long TooOld { get; init; }

    /// <summary>Peers that were not taken over because the limits of the table are lower than they were, or their family is not served.</summary>
    public long Refused { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>When it was written, by the wall clock.</summary>
    public DateTimeOffset Written { get; init; }
}
