using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>A part of a table with a lock of its own, for either family.</summary>
internal abstract class SwarmStripe
{
    /// <summary>Takes an announce and writes peers.</summary>
    public abstract SwarmAnswer Announce(in Announcement announcement, ref SwarmRandom random, Span<byte> peers);

    /// <summary>The counts of a swarm, or zeros.</summary>
    public abstract ScrapeEntry Scrape(in InfoHash hash, SwarmPlace place);

    /// <summary>
    /// Drops peers that are over, from the cursor on, until the budget is used or the cursor is behind the last table; the lock is held once. Returns the peers dropped and takes what
    /// has been looked at off the budget.
    /// </summary>
    public abstract int Expire(ref ExpiryCursor cursor, int tick, ref int budget);

    /// <summary>Puts a peer of an earlier run into its swarm, unless it is there.</summary>
    public abstract RestoreOutcome Restore(in Announcement announcement, in RestoredPeer restored);

    /// <summary>Writes the swarms of one of its tables but for the larger ones, which it names: <see cref="Snapshots.SnapshotFormat"/>.</summary>
    public abstract SwarmCopy Copy(int map, int tick, Span<byte> target, List<InfoHash> larger);

    /// <summary>Writes the last peers of a swarm that have not been written.</summary>
    public abstract SwarmCopy CopyPiece(in InfoHash hash, SwarmPlace place, int tick, ref int peersLeft, Span<byte> target);

    /// <summary>Adds its counters.</summary>
    public abstract void AddTo(ref SwarmTotals totals);

    /// <summary>Gives all memory back.</summary>
    public abstract void Free();
}
