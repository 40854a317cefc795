namespace Millrace.Tracker.Wire;

/// <summary>A scrape (BEP 15): head 16, then an info hash of 20 bytes for each swarm that is asked about.</summary>
public static class ScrapeRequest
{
    /// <summary>How many whole info hashes it has; bytes after the last whole one are ignored.</summary>
    public static int Count(ReadOnlySpan<byte> datagram) => Math.Max(0, datagram.Length - TrackerProtocol.RequestHeadBytes) / TrackerProtocol.InfoHashBytes;

    /// <summary>Info hash number <paramref name="index"/>, from 0.</summary>
    public static InfoHash HashAt(ReadOnlySpan<byte> datagram, int index) =>
        InfoHash.Read(datagram.Slice(TrackerProtocol.RequestHeadBytes + (index * TrackerProtocol.InfoHashBytes), TrackerProtocol.InfoHashBytes));

    /// <summary>Writes a request and returns its length.</summary>
    public static int Write(Span<byte> datagram, ulong connectionId, uint transactionId, ReadOnlySpan<InfoHash> hashes)
    {
        int length = new RequestHead(connectionId, TrackerAction.Scrape, transactionId).Write(datagram);
        foreach (InfoHash hash in hashes)
        {
            hash.Write(datagram[length..]);
            length += TrackerProtocol.InfoHashBytes;
        }

        return length;
    }
}
