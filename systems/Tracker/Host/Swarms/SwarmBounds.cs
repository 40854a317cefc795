namespace Millrace.Tracker.Host.Swarms;

/// <summary>How many swarms and peers all stripes have together, and how many they may have. Touched only when one comes or goes.</summary>
internal sealed class SwarmBounds(SwarmLimits limits)
{
    private long _swarms;
    private long _peers;

    /// <summary>Peers of one swarm at most.</summary>
    public int PeersPerSwarm { get; } = limits.MaxPeersPerSwarm;

    /// <summary>Takes a place for a swarm; false where there is none.</summary>
    public bool TryAddSwarm() => TryAdd(ref _swarms, limits.MaxSwarms);

    /// <summary>Takes a place for a peer; false where there is none.</summary>
    public bool TryAddPeer() => TryAdd(ref _peers, limits.MaxPeers);

    /// <summary>Gives a swarm's place back.</summary>
    public void RemoveSwarm() => Interlocked.Decrement(ref _swarms);

    /// <summary>Gives peers' places back.</summary>
    public void RemovePeers(int count) => Interlocked.Add(ref _peers, -count);

    private static bool TryAdd(ref long count, long limit)
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        _ = Interlocked.Decrement(ref count);
        return false;
    }
}
