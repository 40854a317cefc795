using Millrace.Shards;

namespace Millrace.Tracker.Host.Admission;

/// <summary>Addresses that no host on the Internet has. Source: the IANA registries of special-purpose IPv4 and IPv6 addresses (RFC 6890).</summary>
internal static class BogusAddresses
{
    private static readonly (uint Network, int Bits)[] s_four =
    [
        (0x00000000, 8), // 0.0.0.0/8, this network
        (0x0A000000, 8), // 10.0.0.0/8, private
        (0x64400000, 10), // 100.64.0.0/10, shared behind carriers' translators
        (0x7F000000, 8), // 127.0.0.0/8, loopback
        (0xA9FE0000, 16), // 169.254.0.0/16, link-local
        (0xAC100000, 12), // 172.16.0.0/12, private
        (0xC0000000, 24), // 192.0.0.0/24, protocol assignments
        (0xC0000200, 24), // 192.0.2.0/24, documentation
        (0xC0A80000, 16), // 192.168.0.0/16, private
        (0xC6120000, 15), // 198.18.0.0/15, benchmarks
        (0xC6336400, 24), // 198.51.100.0/24, documentation
        (0xCB007100, 24), // 203.0.113.0/24, documentation
        (0xE0000000, 3), // 224.0.0.0/3, multicast, reserved, broadcast
    ];

    // Within 2000::/3, the only part of the space that is given out. By the first 64 bits.
    private static readonly (ulong Network, int Bits)[] s_six =
    [
        (0x2001_0002_0000_0000, 48), // 2001:2::/48, benchmarks
        (0x2001_0010_0000_0000, 28), // 2001:10::/28, names of hosts, not routed
        (0x2001_0020_0000_0000, 28), // 2001:20::/28, the same
        (0x2001_0db8_0000_0000, 32), // 2001:db8::/32, documentation
        (0x3fff_0000_0000_0000, 20), // 3fff::/20, documentation
    ];

    /// <summary>True for an address that a packet from the Internet cannot have come from.</summary>
    public static bool Contains(in UdpAddress address) => address.IsIPv4 ? Contains(address.IPv4) : ContainsSix(address.High);

    /// <summary>The same of an IPv4 address as a big-endian number.</summary>
    public static bool Contains(uint address)
    {
        foreach ((uint network, int bits) in s_four)
        {
            if ((address ^ network) >> (32 - bits) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for an address that is no host's on any network: unspecified, multicast, reserved, broadcast.</summary>
    public static bool IsNobody(uint address) => address >> 24 == 0 || address >> 29 == 7;

    private static bool ContainsSix(ulong high)
    {
        if (high >> 61 != 1)
        {
            return true;
        }

        if (high >> 48 == 0x2002)
        {
            return Contains((uint)(high >> 16)); // 2002::/16, 6to4, holds the IPv4 address of its owner
        }

        foreach ((ulong network, int bits) in s_six)
        {
            if ((high ^ network) >> (64 - bits) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
