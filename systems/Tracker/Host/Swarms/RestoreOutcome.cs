namespace Millrace.Tracker.Host.Swarms;

/// <summary>What became of a <see cref="RestoredPeer"/>.</summary>
internal enum RestoreOutcome
{
    /// <summary>It is in its swarm, or was there already.</summary>
    Stored,

    /// <summary>It has been silent for longer than the peer age.</summary>
    TooOld,

    /// <summary>The swarm or the table is full.</summary>
    Full,
}
