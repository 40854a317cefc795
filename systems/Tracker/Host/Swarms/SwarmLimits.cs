namespace Millrace.Tracker.Host.Swarms;

/// <summary>How much a <see cref="SwarmTable"/> may hold, and for how long.</summary>
internal sealed record SwarmLimits
{
    /// <summary>The most that <see cref="MaxPeersPerSwarm"/> may be: what a swarm's array and a part of its index can be moved in, without a pause that a client notices.</summary>
    public const int MostPeersPerSwarm = 1_000_000;

    /// <summary>The most that <see cref="MaxSwarms"/> may be: a place in one of the small tables is a number of 16 bits.</summary>
    public const int MostSwarms = 100_000_000;

    /// <summary>The longest <see cref="PeerAge"/>.</summary>
    public static readonly TimeSpan LongestPeerAge = TimeSpan.FromHours(24);

    /// <summary>Peers of one swarm at most; a further one is answered and not stored.</summary>
    public int MaxPeersPerSwarm { get; init; } = 100_000;

    /// <summary>Swarms at most.</summary>
    public int MaxSwarms { get; init; } = 10_000_000;

    /// <summary>Peers of all swarms together at most: what bounds the memory, at 13 to 25 bytes each over IPv4.</summary>
    public long MaxPeers { get; init; } = 100_000_000;

    /// <summary>A peer that has not announced for longer is dropped. Whole seconds, 1 s to <see cref="LongestPeerAge"/>.</summary>
    public TimeSpan PeerAge { get; init; } = TimeSpan.FromMinutes(45);

    internal void ThrowIfWrong()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeersPerSwarm, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPeersPerSwarm, MostPeersPerSwarm);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSwarms, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSwarms, MostSwarms);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PeerAge, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PeerAge, LongestPeerAge);
    }
}
