namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// A part of a large swarm's index: a hash table by linear probing of 4-byte places, 24 bits for the peer's position plus one (0 is an empty place) and 8 of its hash, which spare
/// a look at almost every wrong peer. There are 64, so that growing one of a swarm of 100,000 peers moves 1,500 entries and not all.
/// </summary>
internal unsafe struct PeerIndexPart
{
    /// <summary>Parts of an index.</summary>
    public const int Count = 64;

    /// <summary>Size of this value.</summary>
    public const int Bytes = 16;

    /// <summary>The places.</summary>
    public uint* Places;

    /// <summary>Number of places less one; they are a power of two.</summary>
    public uint Mask;

    /// <summary>Places that are taken.</summary>
    public int Taken;
}
