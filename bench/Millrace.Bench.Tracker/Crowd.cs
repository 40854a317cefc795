using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Bench.Tracker;

/// <summary>Names of swarms and addresses of peers: all different, in no order.</summary>
internal static class Crowd
{
    /// <summary>The name of a swarm.</summary>
    public static InfoHash Swarm(int n) => new((ulong)n * 0x9E37_79B9_7F4A_7C15, (ulong)n, 7);

    /// <summary>The address of a peer.</summary>
    public static PeerAddress Peer(int n, bool isIPv6) => isIPv6
        ? new(0x2001_0DB8_0000_0000UL | (uint)n, (ulong)n * 0x9E37_79B9_7F4A_7C15, (ushort)(n | 1))
        : PeerAddress.FromIPv4((uint)n * 2_654_435_761, (ushort)(n | 1));
}
