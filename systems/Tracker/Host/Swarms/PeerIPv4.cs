using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>An IPv4 peer, 8 bytes: address 4 and port 2 as in an answer (BEP 23), stamp 2.</summary>
internal struct PeerIPv4 : IPeer<PeerIPv4>
{
    private const ulong AddressMask = 0x0000_FFFF_FFFF_FFFF;
    private const int StampShift = 48;

    private ulong _bits;

    public static int CompactBytes => 6;

    public static int IndexFrom => 512;

    public ushort Stamp
    {
        readonly get => (ushort)(_bits >> StampShift);
        set => _bits = (_bits & AddressMask) | ((ulong)value << StampShift);
    }

    public static PeerIPv4 From(in PeerAddress address) => new()
    {
        _bits = BinaryPrimitives.ReverseEndianness((uint)address.Low) | ((ulong)BinaryPrimitives.ReverseEndianness(address.Port) << 32),
    };

    public readonly PeerAddress ToAddress() =>
        PeerAddress.FromIPv4(BinaryPrimitives.ReverseEndianness((uint)_bits), BinaryPrimitives.ReverseEndianness((ushort)(_bits >> 32)));

    public readonly bool IsSameAs(in PeerIPv4 other) => ((_bits ^ other._bits) & AddressMask) == 0;

    public readonly ulong Hash(in SipKey key) => key.Hash((_bits & AddressMask) | ((ulong)CompactBytes << 56));

    public readonly unsafe void Write(byte* target)
    {
        Unsafe.WriteUnaligned(target, (uint)_bits);
        Unsafe.WriteUnaligned(target + 4, (ushort)(_bits >> 32));
    }

    public static unsafe int Find(PeerIPv4* peers, int count, in PeerIPv4 peer)
    {
        ulong wanted = peer._bits & AddressMask;
        ulong* bits = (ulong*)peers;
        int at = 0;
        if (Vector256.IsHardwareAccelerated && count >= Vector256<ulong>.Count)
        {
            Vector256<ulong> mask = Vector256.Create(AddressMask);
            Vector256<ulong> same = Vector256.Create(wanted);
            for (; at <= count - Vector256<ulong>.Count; at += Vector256<ulong>.Count)
            {
                Vector256<ulong> equal = Vector256.Equals(Vector256.Load(bits + at) & mask, same);
                if (equal != Vector256<ulong>.Zero)
                {
                    return at + System.Numerics.BitOperations.TrailingZeroCount(equal.ExtractMostSignificantBits());
                }
            }
        }

        for (; at < count; at++)
        {
            if ((bits[at] & AddressMask) == wanted)
            {
                return at;
            }
        }

        return -1;
    }
}
