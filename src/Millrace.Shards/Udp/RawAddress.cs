using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Millrace.Shards;

/// <summary>Room for Linux's sockaddr_in or sockaddr_in6. Every kind of shard keeps addresses in this form; only epoll's hands it to a kernel.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct RawAddress
{
    public const int LengthOfIPv4 = 16;
    public const int LengthOfIPv6 = 28;
    private const ushort IPv4Family = 2;
    private const ushort IPv6Family = 10;

    [FieldOffset(0)]
    private ushort _family;

    [FieldOffset(2)]
    private ushort _port;

    /// <summary>The address in sockaddr_in, the flow in sockaddr_in6.</summary>
    [FieldOffset(4)]
    private uint _addressOrFlow;

    [FieldOffset(8)]
    private ulong _high;

    [FieldOffset(16)]
    private ulong _low;

    [FieldOffset(24)]
    private uint _scope;

    public readonly UdpAddress Value => _family == IPv4Family
        ? UdpAddress.FromIPv4(Network(_addressOrFlow), Network(_port))
        : new UdpAddress(Network(_high), Network(_low), Network(_port), _scope);

    /// <summary>Writes an address and returns the length of its form.</summary>
    public int Set(in UdpAddress address)
    {
        _port = Network(address.Port);
        if (address.IsIPv4)
        {
            _family = IPv4Family;
            _addressOrFlow = Network(address.IPv4);
            _high = 0; // sin_zero
            return LengthOfIPv4;
        }

        _family = IPv6Family;
        _addressOrFlow = 0;
        _high = Network(address.High);
        _low = Network(address.Low);
        _scope = address.Scope;
        return LengthOfIPv6;
    }

    private static ushort Network(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static uint Network(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static ulong Network(ulong value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
