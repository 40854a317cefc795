using System.Buffers;

namespace Millrace.Results;

/// <summary>
/// Signed numbers in HdrHistogram's variant of LEB128: zigzag, seven bits a byte with the lowest first, and a ninth byte that carries
/// eight bits, so that 64 bits take nine bytes and not ten.
/// </summary>
internal static class ZigZag
{
    private const int MaxBytes = 9;

    public static void Write(IBufferWriter<byte> to, long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        Span<byte> span = to.GetSpan(MaxBytes);
        int length = 0;
        while (rest >= 0x80 && length < MaxBytes - 1)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        to.Advance(length);
    }

    public static bool TryRead(ReadOnlySpan<byte> from, ref int position, out long value)
    {
        value = 0;
        ulong bits = 0;
        for (int i = 0; i < MaxBytes; i++)
        {
            if (position >= from.Length)
            {
                return false;
            }

            byte next = from[position++];
            bool last = i == MaxBytes - 1;
            bits |= (ulong)(last ? next : next & 0x7f) << (7 * i);
            if (last || next < 0x80)
            {
                break;
            }
        }

        value = (long)(bits >> 1) ^ -(long)(bits & 1);
        return true;
    }
}
