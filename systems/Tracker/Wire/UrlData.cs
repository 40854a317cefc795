namespace Millrace.Tracker.Wire;

/// <summary>
/// The options after an announce (BEP 41), from byte 98: 0 ends them; 1 is one byte of nothing; every other is followed by a length of one byte and that many bytes. 2 is URL
/// data: the path and query of the tracker's URL, in as many pieces as it takes. An option that runs over the end ends them too.
/// </summary>
public static class UrlData
{
    private const byte End = 0;
    private const byte Nothing = 1;
    private const byte Url = 2;

    /// <summary>
    /// Puts the pieces of the URL together. Returns how many bytes they have; where that is more than <paramref name="url"/> holds, only what fits has been copied.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> options, Span<byte> url)
    {
        int total = 0;
        while (options.Length > 0 && options[0] != End)
        {
            if (options[0] == Nothing)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length < 2 + options[1])
            {
                break;
            }

            ReadOnlySpan<byte> data = options.Slice(2, options[1]);
            if (options[0] == Url)
            {
                int room = Math.Max(0, url.Length - total);
                data[..Math.Min(room, data.Length)].CopyTo(url[Math.Min(total, url.Length)..]);
                total += data.Length;
            }

            options = options[(2 + data.Length)..];
        }

        return total;
    }

    /// <summary>Length of the options that carry a URL of so many bytes, the end mark included.</summary>
    public static int LengthFor(int urlBytes) => urlBytes + (2 * ((urlBytes + byte.MaxValue - 1) / byte.MaxValue)) + 1;

    /// <summary>Writes a URL's path and query as options with an end mark, and returns their length.</summary>
    public static int Write(Span<byte> options, ReadOnlySpan<byte> url)
    {
        int length = 0;
        while (url.Length > 0)
        {
            ReadOnlySpan<byte> piece = url[..Math.Min(url.Length, byte.MaxValue)];
            options[length] = Url;
            options[length + 1] = (byte)piece.Length;
            piece.CopyTo(options[(length + 2)..]);
            length += 2 + piece.Length;
            url = url[piece.Length..];
        }

        options[length] = End;
        return length + 1;
    }
}
