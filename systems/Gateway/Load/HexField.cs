namespace Millrace.Gateway.Load;

/// <summary>A number of fixed width within a message: lower-case hexadecimal digits, so that every message has the same length and can be stamped in place.</summary>
internal static class HexField
{
    public static void Write(Span<byte> digits, ulong value)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            uint digit = (uint)value & 15;
            digits[i] = (byte)(digit + (digit < 10 ? '0' : 'a' - 10u));
            value >>= 4;
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            uint number = digit - (uint)'0';
            if (number > 9)
            {
                number = digit - (uint)'a' + 10;
                if (number is < 10 or > 15)
                {
                    return false;
                }
            }

            value = (value << 4) | number;
        }

        return true;
    }
}
