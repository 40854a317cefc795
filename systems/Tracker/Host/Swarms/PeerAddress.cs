using Millrace.Shards;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// Where a peer takes connections, and what it is known by: nobody can take another's place by calling itself by the other's peer id. An IPv4 address lies in the low 32 bits of
/// <paramref name="Low"/>; what stands above them is not looked at, so a mapped address is the plain one.
/// </summary>
/// <param name="High">The first 8 bytes of an IPv6 address, as a big-endian number.</param>
/// <param name="Low">The last 8 bytes of an IPv6 address, or the 4 of an IPv4 address, as a big-endian number.</param>
/// <param name="Port">The TCP port.</param>
internal readonly record struct PeerAddress(ulong High, ulong Low, ushort Port)
{
    /// <summary>The sender of a datagram, at the port that it names.</summary>
    public static PeerAddress From(in UdpAddress sender, ushort port) => new(sender.High, sender.Low, port);

    /// <summary>An IPv4 address as a big-endian number (127.0.0.1 is 0x7F000001).</summary>
    public static PeerAddress FromIPv4(uint address, ushort port) => new(0, address, port);
}
