namespace Millrace.Tracker.Host.Swarms;

/// <summary>Sums over a <see cref="SwarmTable"/>. They are read without its locks, so while others announce they may be off by what is under way.</summary>
internal readonly record struct SwarmTotals
{
    /// <summary>Swarms that have a peer.</summary>
    public long Swarms { get; init; }

    /// <summary>Peers that have everything.</summary>
    public long Seeders { get; init; }

    /// <summary>Peers that have not.</summary>
    public long Leechers { get; init; }

    /// <summary>All peers.</summary>
    public long Peers => Seeders + Leechers;

    /// <summary>Times since the start that a leecher became a seeder.</summary>
    public long Completed { get; init; }

    /// <summary>Peers since the start that were dropped because they had not announced for longer than the peer age.</summary>
    public long Expired { get; init; }

    /// <summary>Announces since the start that were not stored because their swarm had as many peers as it may.</summary>
    public long RefusedBySwarm { get; init; }

    /// <summary>Announces since the start that were not stored because the table had as many swarms or peers as it may, or because there was no memory.</summary>
    public long RefusedByTable { get; init; }

    /// <summary>Bytes taken from the system. What has not been touched of them is not resident.</summary>
    public long BytesReserved { get; init; }

    /// <summary>Bytes of these that hold peers, swarms and tables.</summary>
    public long BytesInUse { get; init; }

    /// <summary>Times since the start that <see cref="SwarmTable.Expire"/> got from the first stripe to the last.</summary>
    public long Rounds { get; init; }
}
