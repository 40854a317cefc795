using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millrace.Shards.Portable;

/// <summary>The two socket addresses that a port hands to .NET again and again. All systems lay them out alike behind the two bytes of the family, which .NET writes.</summary>
internal sealed class PortableUdpAddresses(AddressFamily family)
{
    private readonly SocketAddress _received = new(family);
    private readonly SocketAddress _to = new(family);
    private readonly int _size = new SocketAddress(family).Size;

    /// <summary>To be filled by a receive.</summary>
    public SocketAddress ForReceive
    {
        get
        {
            _received.Size = _size; // a receive sets it to what it wrote
            return _received;
        }
    }

    /// <summary>What the last receive wrote.</summary>
    public UdpAddress Received
    {
        get
        {
            ReadOnlySpan<byte> bytes = _received.Buffer.Span;
            ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            return family == AddressFamily.InterNetwork
                ? UdpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port)
                : new(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), port, MemoryMarshal.Read<uint>(bytes[24..]));
        }
    }

    /// <summary>An address of this family for a send.</summary>
    public SocketAddress ForSend(in UdpAddress address)
    {
        Span<byte> bytes = _to.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], address.Port);
        if (family == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], address.IPv4);
            return _to;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], address.Low);
        MemoryMarshal.Write(bytes[24..], address.Scope);
        return _to;
    }
}
