using System.Runtime.CompilerServices;

namespace Millrace.Live.Wire;

/// <summary>Numbers as bytes, without any checks: the caller has made room.</summary>
internal static class WireSizes
{
    public const int LongestNumber = 5;
    public const int LongestLong = 10;

    /// <summary>Signed as unsigned, small ones small: 0, -1, 1, -2, 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Zigzag(int value) => (uint)((value << 1) ^ (value >> 31));

    /// <summary>How many bytes the number takes.</summary>
    public static int Of(ulong value)
    {
        int size = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            size++;
        }

        return size;
    }

    /// <summary>Writes the number and returns its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, ulong value)
    {
        if (value < 0x80)
        {
            destination[0] = (byte)value;
            return 1;
        }

        return WriteLong(destination, value);
    }

    private static int WriteLong(Span<byte> destination, ulong value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at++] = (byte)value;
        return at;
    }
}
