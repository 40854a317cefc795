namespace Millrace.Tracker.Host.Swarms;

/// <summary>The block of a large swarm: its peers lie in one of their own, and an index in parts (which follow) says where each is.</summary>
internal unsafe struct LargeSwarm
{
    public const int Bytes = SwarmHeader.Bytes + 16 + (PeerIndexPart.Count * PeerIndexPart.Bytes);

    public SwarmHeader Header;

    /// <summary>The array of peers.</summary>
    public byte* Peers;

    /// <summary>How many bytes were asked for it.</summary>
    public long PeerBytes;

    /// <summary>The parts of a swarm's index.</summary>
    public static PeerIndexPart* Parts(LargeSwarm* swarm) => (PeerIndexPart*)(swarm + 1);
}
