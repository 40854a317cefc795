using System.Globalization;

namespace Millrace.Results;

/// <summary>A number of bytes as people write it: <c>64</c>, <c>512B</c>, <c>4KiB</c>, <c>1MiB</c>; kB and MB are decimal.</summary>
public static class ByteSize
{
    // Longest suffix first, since every one of them ends in B.
    private static readonly (string Suffix, long Factor)[] Units =
        [("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024 * 1024 * 1024), ("kB", 1000), ("MB", 1_000_000), ("B", 1)];

    /// <summary>Reads a size in bytes; false where the text is none, or the number does not fit.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        long factor = 1;
        foreach ((string suffix, long size) in Units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                number = number[..^suffix.Length].TrimEnd();
                factor = size;
                break;
            }
        }

        bytes = 0;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > long.MaxValue / factor)
        {
            return false;
        }

        bytes = count * factor;
        return true;
    }
}
