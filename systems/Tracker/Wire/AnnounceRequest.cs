using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>
/// An announce (BEP 15), 98 bytes: head 16, info hash 20, peer id 20, downloaded 8, left 8, uploaded 8, event 4, IPv4 address 4, key 4, peers wanted 4, port 2; then
/// options (BEP 41).
/// </summary>
public readonly record struct AnnounceRequest
{
    /// <summary>Connection id, action and transaction id.</summary>
    public required RequestHead Head { get; init; }

    /// <summary>The swarm.</summary>
    public required InfoHash InfoHash { get; init; }

    /// <summary>What the client calls itself.</summary>
    public PeerId PeerId { get; init; }

    /// <summary>Bytes downloaded in this session.</summary>
    public long Downloaded { get; init; }

    /// <summary>Bytes still to get; 0 makes the peer a seeder.</summary>
    public long Left { get; init; }

    /// <summary>Bytes uploaded in this session.</summary>
    public long Uploaded { get; init; }

    /// <summary>Why it announces; any number may be on the wire.</summary>
    public AnnounceEvent Event { get; init; }

    /// <summary>The IPv4 address that the peer asks to be known by, big-endian; 0 for that of the packet.</summary>
    public uint Address { get; init; }

    /// <summary>A number that only the client knows.</summary>
    public uint Key { get; init; }

    /// <summary>Peers wanted; below zero leaves it to the tracker.</summary>
    public int Wanted { get; init; }

    /// <summary>The TCP port at which the peer takes connections.</summary>
    public ushort Port { get; init; }

    /// <summary>Reads the first 98 bytes; false where there are fewer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out AnnounceRequest request)
    {
        if (datagram.Length < TrackerProtocol.AnnounceBytes || !RequestHead.TryRead(datagram, out RequestHead head))
        {
            request = default;
            return false;
        }

        request = new()
        {
            Head = head,
            InfoHash = InfoHash.Read(datagram[16..]),
            PeerId = PeerId.Read(datagram[36..]),
            Downloaded = BinaryPrimitives.ReadInt64BigEndian(datagram[56..]),
            Left = BinaryPrimitives.ReadInt64BigEndian(datagram[64..]),
            Uploaded = BinaryPrimitives.ReadInt64BigEndian(datagram[72..]),
            Event = (AnnounceEvent)BinaryPrimitives.ReadUInt32BigEndian(datagram[80..]),
            Address = BinaryPrimitives.ReadUInt32BigEndian(datagram[84..]),
            Key = BinaryPrimitives.ReadUInt32BigEndian(datagram[88..]),
            Wanted = BinaryPrimitives.ReadInt32BigEndian(datagram[92..]),
            Port = BinaryPrimitives.ReadUInt16BigEndian(datagram[96..]),
        };
        return true;
    }

    /// <summary>Writes 98 bytes and returns their number.</summary>
    public int Write(Span<byte> datagram)
    {
        _ = Head.Write(datagram);
        InfoHash.Write(datagram[16..]);
        PeerId.Write(datagram[36..]);
        BinaryPrimitives.WriteInt64BigEndian(datagram[56..], Downloaded);
        BinaryPrimitives.WriteInt64BigEndian(datagram[64..], Left);
        BinaryPrimitives.WriteInt64BigEndian(datagram[72..], Uploaded);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[80..], (uint)Event);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[84..], Address);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[88..], Key);
        BinaryPrimitives.WriteInt32BigEndian(datagram[92..], Wanted);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[96..], Port);
        return TrackerProtocol.AnnounceBytes;
    }
}
