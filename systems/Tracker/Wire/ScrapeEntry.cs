using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>One swarm in the answer to a scrape (BEP 15): head 8, then 12 bytes for each swarm, in the order of the request.</summary>
public readonly record struct ScrapeEntry(uint Seeders, uint Completed, uint Leechers)
{
    /// <summary>How many whole entries an answer has.</summary>
    public static int Count(ReadOnlySpan<byte> datagram) => Math.Max(0, datagram.Length - TrackerProtocol.AnswerHeadBytes) / TrackerProtocol.ScrapeEntryBytes;

    /// <summary>Reads entry number <paramref name="index"/> of an answer, from 0.</summary>
    public static ScrapeEntry At(ReadOnlySpan<byte> datagram, int index)
    {
        ReadOnlySpan<byte> entry = datagram.Slice(TrackerProtocol.AnswerHeadBytes + (index * TrackerProtocol.ScrapeEntryBytes), TrackerProtocol.ScrapeEntryBytes);
        return new(BinaryPrimitives.ReadUInt32BigEndian(entry), BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
    }

    /// <summary>Writes 12 bytes and returns their number.</summary>
    public int Write(Span<byte> entry)
    {
        BinaryPrimitives.WriteUInt32BigEndian(entry, Seeders);
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Completed);
        BinaryPrimitives.WriteUInt32BigEndian(entry[8..], Leechers);
        return TrackerProtocol.ScrapeEntryBytes;
    }
}
