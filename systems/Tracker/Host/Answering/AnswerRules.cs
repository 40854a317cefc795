using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Answering;

/// <summary>What options say about answers.</summary>
internal sealed class AnswerRules(TrackerOptions options)
{
    /// <summary>The longest answer over IPv4, in bytes: with its headers it passes every usual network whole.</summary>
    public const int MostBytesIPv4 = 1400;

    /// <summary>The longest answer over IPv6, in bytes: IPv6's least packet of 1280 less its headers.</summary>
    public const int MostBytesIPv6 = 1232;

    public bool IsPublic { get; } = options.IsPublic;

    public bool HonoursAddressField { get; } = options.HonourAddressField;

    public int MaxScrape { get; } = options.MaxScrape;

    /// <summary>The shortest interval of an answer, in seconds.</summary>
    public uint LeastInterval { get; } = (uint)Math.Max(1, Math.Round(options.Interval.TotalSeconds * (1 - options.IntervalJitter)));

    /// <summary>How many intervals there are from the shortest to the longest, in steps of a second.</summary>
    public int Intervals { get; } = 1 + (int)Math.Round(2 * options.Interval.TotalSeconds * options.IntervalJitter);

    /// <summary>How many peers an answer may have for a client that wants so many; below 1 leaves the number to us.</summary>
    public int PeersFor(int wanted, bool isIPv6)
    {
        int most = Math.Min(options.MaxPeers, MostPeers(isIPv6));
        return Math.Min(wanted > 0 ? wanted : options.DefaultPeers, most);
    }

    public static int MostBytes(bool isIPv6) => isIPv6 ? MostBytesIPv6 : MostBytesIPv4;

    private static int MostPeers(bool isIPv6) => (MostBytes(isIPv6) - TrackerProtocol.AnnounceAnswerBytes) / TrackerProtocol.PeerBytes(isIPv6);
}
