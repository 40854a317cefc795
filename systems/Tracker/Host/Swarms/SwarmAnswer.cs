namespace Millrace.Tracker.Host.Swarms;

/// <summary>What an announce came to.</summary>
/// <param name="Seeders">Seeders of the swarm after it.</param>
/// <param name="Leechers">Leechers of the swarm after it.</param>
/// <param name="PeerBytes">Bytes of compact peers that were written.</param>
/// <param name="IsFull">True where the peer was not stored, because its swarm or the table holds as many as it may, or because there is no memory.</param>
internal readonly record struct SwarmAnswer(uint Seeders, uint Leechers, int PeerBytes, bool IsFull);
