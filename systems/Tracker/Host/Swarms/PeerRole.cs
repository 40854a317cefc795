namespace Millrace.Tracker.Host.Swarms;

/// <summary>What a peer is to its swarm.</summary>
internal enum PeerRole
{
    /// <summary>It still has something to get.</summary>
    Leecher,

    /// <summary>It has everything.</summary>
    Seeder,

    /// <summary>It leaves.</summary>
    Stopped,
}
