using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>
/// The answer to an announce (BEP 15): head 8, interval 4, leechers 4, seeders 4, then peers in compact form, 6 bytes each over IPv4 (BEP 23) and 18 over IPv6 (BEP 7).
/// </summary>
/// <param name="TransactionId">The request's.</param>
/// <param name="IntervalSeconds">When to announce again.</param>
/// <param name="Leechers">Peers of the swarm that do not have everything.</param>
/// <param name="Seeders">Peers of the swarm that have everything.</param>
public readonly record struct AnnounceAnswer(uint TransactionId, uint IntervalSeconds, uint Leechers, uint Seeders)
{
    /// <summary>Writes the 20 bytes before the peers and returns their number.</summary>
    public int Write(Span<byte> datagram)
    {
        _ = new AnswerHead(TrackerAction.Announce, TransactionId).Write(datagram);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], IntervalSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[12..], Leechers);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[16..], Seeders);
        return TrackerProtocol.AnnounceAnswerBytes;
    }

    /// <summary>Reads what stands before the peers; false where the datagram is too short. What follows are the peers: <see cref="Peers"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out AnnounceAnswer answer)
    {
        if (datagram.Length < TrackerProtocol.AnnounceAnswerBytes || !AnswerHead.TryRead(datagram, out AnswerHead head))
        {
            answer = default;
            return false;
        }

        answer = new(
            head.TransactionId,
            BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[16..]));
        return true;
    }

    /// <summary>The bytes of the peers of an answer that has been read.</summary>
    public static ReadOnlySpan<byte> Peers(ReadOnlySpan<byte> datagram) => datagram[TrackerProtocol.AnnounceAnswerBytes..];
}
