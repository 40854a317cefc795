namespace Millrace.Tracker.Host.Snapshots;

/// <summary>
/// A file of swarms, all numbers big-endian. Head, 64 bytes: magic 8, version 4, nothing 4, seconds of Unix time when it was written 8, length of the file 8, SHA-256 32 of all that follows
/// the head and then of the head's first 32 bytes. Then swarms: family 1 (4 or 6), info hash 20, completed 4, leechers 4, seeders 4, and the peers, leechers first: address 4 or 16,
/// port 2, age 4 (seconds since it was heard of; the highest bit says that its completion has been counted). A family of 0 ends them.
/// A large swarm is written in pieces, one after the other, each as a swarm of the same name.
/// </summary>
/// <remarks>
/// Ages and not times: what a peer was silent for when the file was written, and the wall clock's difference from then to the start, are what it has been silent for now, so nobody
/// who has gone meanwhile comes back. The magic begins with a byte that no text has, and ends with the line end that careless copying changes.
/// </remarks>
internal static class SnapshotFormat
{
    public const uint Version = 1;

    public const int HeadBytes = 64;

    /// <summary>Bytes of the head before the checksum.</summary>
    public const int CheckedHeadBytes = 32;

    public const int SwarmBytes = 33;

    public const byte IPv4 = 4;

    public const byte IPv6 = 6;

    public const byte End = 0;

    public const uint CountedBit = 0x8000_0000;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'S', (byte)'w', (byte)'a', (byte)'r', (byte)'m', (byte)'\r', (byte)'\n'];

    /// <summary>Bytes of a peer.</summary>
    public static int PeerBytes(bool isIPv6) => isIPv6 ? 22 : 10;
}
