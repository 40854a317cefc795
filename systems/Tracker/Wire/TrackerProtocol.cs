namespace Millrace.Tracker.Wire;

/// <summary>Sizes and numbers of the BitTorrent UDP tracker protocol. All numbers on the wire are big-endian. Source: BEP 15, BEP 7 and BEP 23.</summary>
public static class TrackerProtocol
{
    /// <summary>What a connect request has where others have a connection id.</summary>
    public const ulong ProtocolId = 0x0000_0417_2710_1980;

    /// <summary>The port that UDP trackers are found on by custom.</summary>
    public const int DefaultPort = 6969;

    /// <summary>Length of a connect request, and of what every request begins with: connection id 8, action 4, transaction id 4.</summary>
    public const int RequestHeadBytes = 16;

    /// <summary>Length of a connect answer.</summary>
    public const int ConnectAnswerBytes = 16;

    /// <summary>Length of an announce request without options (BEP 41 options follow).</summary>
    public const int AnnounceBytes = 98;

    /// <summary>Length of an announce answer without peers.</summary>
    public const int AnnounceAnswerBytes = 20;

    /// <summary>Length of one info hash in a scrape request.</summary>
    public const int InfoHashBytes = 20;

    /// <summary>Info hashes that a scrape may ask for: as many as fit into a packet that nobody splits.</summary>
    public const int MaxScrapeHashes = 74;

    /// <summary>What every answer begins with: action 4, transaction id 4.</summary>
    public const int AnswerHeadBytes = 8;

    /// <summary>Length of one swarm in a scrape answer: seeders, completed, leechers, 4 bytes each.</summary>
    public const int ScrapeEntryBytes = 12;

    /// <summary>A peer in compact form: IPv4 address 4, port 2 (BEP 23).</summary>
    public const int PeerBytesIPv4 = 6;

    /// <summary>A peer in compact form: IPv6 address 16, port 2 (BEP 7).</summary>
    public const int PeerBytesIPv6 = 18;

    /// <summary>Length of a peer in compact form.</summary>
    public static int PeerBytes(bool isIPv6) => isIPv6 ? PeerBytesIPv6 : PeerBytesIPv4;
}
