using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards;

/// <summary>
/// Where a datagram came from, as a value: an address of 16 bytes and a port. An IPv4 address is held as the IPv6 address that maps it (::ffff:a.b.c.d), so one form
/// serves both families and a mapped address is the same as the plain one.
/// </summary>
/// <param name="High">The first 8 bytes of the address, as a big-endian number.</param>
/// <param name="Low">The last 8 bytes of the address, as a big-endian number.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="Scope">The interface of a link-local IPv6 address; 0 elsewhere.</param>
public readonly record struct UdpAddress(ulong High, ulong Low, ushort Port, uint Scope = 0)
{
    private const ulong Mapped = 0x0000_FFFF;

    /// <summary>True for an IPv4 address.</summary>
    public bool IsIPv4 => High == 0 && Low >> 32 == Mapped;

    /// <summary>The IPv4 address as a big-endian number (127.0.0.1 is 0x7F000001); only where <see cref="IsIPv4"/>.</summary>
    public uint IPv4 => (uint)Low;

    /// <summary>An IPv4 address and port.</summary>
    public static UdpAddress FromIPv4(uint address, ushort port) => new(0, (Mapped << 32) | address, port);

    /// <summary>The same as an end point of .NET's.</summary>
    public static UdpAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[16];
        _ = endPoint.Address.TryWriteBytes(bytes, out int length);
        if (length == 4)
        {
            return FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)endPoint.Port);
        }

        uint scope = endPoint.Address.IsIPv4MappedToIPv6 ? 0 : (uint)endPoint.Address.ScopeId;
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), (ushort)endPoint.Port, scope);
    }

    /// <summary>The same for .NET, which allocates: for logs and pages.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new IPEndPoint(IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, Scope), Port);
    }

    /// <summary>The family of its packets.</summary>
    public AddressFamily Family => IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <inheritdoc/>
    public override string ToString() => ToEndPoint().ToString();
}
