using System.Buffers;
using System.Globalization;
using System.Text;

namespace Millrace.Gateway.Wire.Json;

/// <summary>
/// The inside of JSON strings (RFC 8259, section 7). A lone surrogate (<c>\ud800</c> without its other half, which Python's json.dumps writes for one)
/// becomes U+FFFD, as Go's decoder makes it: no text frame could carry it.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Unescapes what a JSON reader has found to be a string; the result is never longer. Returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> json, Span<byte> to)
    {
        int written = 0;
        while (true)
        {
            int run = json.IndexOf((byte)'\\');
            if (run < 0)
            {
                json.CopyTo(to[written..]);
                return written + json.Length;
            }

            json[..run].CopyTo(to[written..]);
            written += run;
            written += Escape(json[run..], to[written..], out int used);
            json = json[(run + used)..];
        }
    }

    /// <summary>The code unit of a <c>\uXXXX</c> at the start of the text; -1 where there is none.</summary>
    public static int CodeUnit(ReadOnlySpan<byte> json) =>
        json.Length >= 6 && json[0] == '\\' && json[1] == 'u'
        && int.TryParse(json.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit)
            ? unit
            : -1;

    /// <summary>The scalar value of a <c>\uXXXX</c>, or of two of them, at the start of the text.</summary>
    public static Rune ScalarOf(ReadOnlySpan<byte> json, out int used)
    {
        char first = (char)CodeUnit(json);
        used = 6;
        if (!char.IsSurrogate(first))
        {
            return new Rune(first);
        }

        int second = char.IsHighSurrogate(first) ? CodeUnit(json[6..]) : -1;
        if (second < 0 || !char.IsLowSurrogate((char)second))
        {
            return new Rune(Replacement);
        }

        used = 12;
        return new Rune(first, (char)second);
    }

    /// <summary>The place of the first <c>\uXXXX</c> of a surrogate in JSON text; -1 where there is none.</summary>
    public static int IndexOfSurrogate(ReadOnlySpan<byte> json)
    {
        int at = 0;
        while (json[at..].IndexOf((byte)'\\') is >= 0 and int next)
        {
            at += next;
            if (CodeUnit(json[at..]) is int unit and >= 0xD800 and <= 0xDFFF)
            {
                return at;
            }

            // Past the escaped character too: the second backslash of \\ begins nothing.
            at = Math.Min(at + 2, json.Length);
        }

        return -1;
    }

    /// <summary>Writes a scalar value as an escape, of at most 12 bytes; returns the bytes written.</summary>
    public static int Escape(Rune rune, Span<byte> to)
    {
        if (rune.Value > 127)
        {
            if (rune.IsBmp)
            {
                return Unit(rune.Value, to);
            }

            Span<char> pair = stackalloc char[2];
            rune.EncodeToUtf16(pair);
            return Unit(pair[0], to) + Unit(pair[1], to[6..]);
        }

        byte letter = rune.Value switch
        {
            '"' or '\\' => (byte)rune.Value,
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            _ => 0,
        };
        if (letter == 0)
        {
            return Unit(rune.Value, to);
        }

        to[0] = (byte)'\\';
        to[1] = letter;
        return 2;
    }

    /// <summary>The place of the first byte that is not UTF-8.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        int at = 0;
        while (at < utf8.Length && Rune.DecodeFromUtf8(utf8[at..], out _, out int used) == OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }

    private static int Unit(int unit, Span<byte> to)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        to[5] = digits[unit & 0xF];
        to[4] = digits[(unit >> 4) & 0xF];
        to[3] = digits[(unit >> 8) & 0xF];
        to[2] = digits[(unit >> 12) & 0xF];
        to[1] = (byte)'u';
        to[0] = (byte)'\\';
        return 6;
    }

    private static int Escape(ReadOnlySpan<byte> json, Span<byte> to, out int used)
    {
        used = 2;
        switch (json[1])
        {
            case (byte)'u':
                return ScalarOf(json, out used).EncodeToUtf8(to);
            case (byte)'n':
                to[0] = (byte)'\n';
                return 1;
            case (byte)'t':
                to[0] = (byte)'\t';
                return 1;
            case (byte)'r':
                to[0] = (byte)'\r';
                return 1;
            case (byte)'b':
                to[0] = (byte)'\b';
                return 1;
            case (byte)'f':
                to[0] = (byte)'\f';
                return 1;
            default: // " \ /
                to[0] = json[1];
                return 1;
        }
    }
}
