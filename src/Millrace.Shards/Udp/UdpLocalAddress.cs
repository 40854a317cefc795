using System.Runtime.InteropServices;

namespace Millrace.Shards;

/// <summary>
/// Linux's struct cmsghdr with a struct in_pktinfo or in6_pktinfo: to which of the machine's addresses a datagram came, and, sent back with the answer, from which the answer
/// leaves. Without it the kernel takes the address that the route prefers, and whoever asked at another does not know the answer for one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct UdpLocalAddress
{
    public const int Size = 40; // CMSG_SPACE of the longer, a multiple of 8
    private const int IPv4Level = 0;
    private const int IPv4Type = 8; // IP_PKTINFO
    private const int IPv4Length = 28;
    private const int IPv6Level = 41;
    private const int IPv6Type = 50; // IPV6_PKTINFO
    private const int IPv6Length = 36;

    [FieldOffset(0)]
    private nint _length;

    [FieldOffset(8)]
    private int _level;

    [FieldOffset(12)]
    private int _type;

    [FieldOffset(16)]
    private int _interfaceOfIPv4;

    [FieldOffset(16)]
    private byte _first;

    [FieldOffset(17)]
    private byte _second;

    [FieldOffset(32)]
    private int _interfaceOfIPv6;

    /// <summary>Makes what was received good for sending; returns its length then, 0 where there is nothing in it.</summary>
    public nuint ToSend(nuint received)
    {
        if (received < IPv4Length)
        {
            return 0;
        }

        // The way back is the route's to choose, which need not be the interface that the question came by; only a link-local address means nothing without one.
        if (_level == IPv4Level && _type == IPv4Type)
        {
            _interfaceOfIPv4 = 0;
            return IPv4Length;
        }

        if (_level == IPv6Level && _type == IPv6Type && received >= IPv6Length)
        {
            bool isLinkLocal = _first == 0xFE && (_second & 0xC0) == 0x80;
            _interfaceOfIPv6 = isLinkLocal ? _interfaceOfIPv6 : 0;
            return _first == 0xFF ? 0u : IPv6Length; // nothing can be sent from a multicast address
        }

        return 0;
    }
}
