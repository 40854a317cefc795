using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>An IPv6 peer, 20 bytes: address 16 and port 2 as in an answer (BEP 7), stamp 2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PeerIPv6 : IPeer<PeerIPv6>
{
    private ulong _high;
    private ulong _low;
    private ushort _port;

    public static int CompactBytes => 18;

    public static int IndexFrom => 128;

    public ushort Stamp { readonly get; set; }

    public static PeerIPv6 From(in PeerAddress address) => new()
    {
        _high = BinaryPrimitives.ReverseEndianness(address.High),
        _low = BinaryPrimitives.ReverseEndianness(address.Low),
        _port = BinaryPrimitives.ReverseEndianness(address.Port),
    };

    public readonly PeerAddress ToAddress() =>
        new(BinaryPrimitives.ReverseEndianness(_high), BinaryPrimitives.ReverseEndianness(_low), BinaryPrimitives.ReverseEndianness(_port));

    public readonly bool IsSameAs(in PeerIPv6 other) => _low == other._low && _high == other._high && _port == other._port;

    public readonly ulong Hash(in SipKey key) => key.Hash(_high, _low, _port | ((ulong)CompactBytes << 56));

    public readonly unsafe void Write(byte* target)
    {
        Unsafe.WriteUnaligned(target, _high);
        Unsafe.WriteUnaligned(target + 8, _low);
        Unsafe.WriteUnaligned(target + 16, _port);
    }

    public static unsafe int Find(PeerIPv6* peers, int count, in PeerIPv6 peer)
    {
        // The low half differs between almost any two peers, so one comparison settles almost every place.
        for (int at = 0; at < count; at++)
        {
            if (peers[at]._low == peer._low && peers[at].IsSameAs(in peer))
            {
                return at;
            }
        }

        return -1;
    }
}
