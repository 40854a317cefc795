using System.Buffers;
using System.Globalization;
using System.Text;

namespace Millrace.Speech.Wire.Json;

/// <summary>The escapes in JSON's strings.</summary>
internal static class JsonEscapes
{
    /// <summary>How many bytes the escape has that <paramref name="text"/> begins with; 0 where it is none, or not whole.</summary>
    public static int SizeAt(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        return text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
            (byte)'u' => text.Length >= 6 && IsHex(text[2..6]) ? 6 : 0,
            _ => 0,
        };
    }

    /// <summary>The UTF-16 unit of the escape that <paramref name="text"/> begins with, which must be whole.</summary>
    public static char UnitAt(ReadOnlySpan<byte> text) => text[1] switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'u' => (char)ushort.Parse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        byte itself => (char)itself,
    };

    /// <summary>A raw string of JSON as text; half a surrogate pair and bytes that are no UTF-8 become U+FFFD.</summary>
    public static string TextOf(ReadOnlySpan<byte> raw, bool hasEscapes)
    {
        if (!hasEscapes)
        {
            return Encoding.UTF8.GetString(raw);
        }

        StringBuilder text = new(raw.Length);
        while (raw.IndexOf((byte)'\\') is >= 0 and int plain)
        {
            text.Append(Encoding.UTF8.GetString(raw[..plain])).Append(UnitAt(raw[plain..]));
            raw = raw[(plain + SizeAt(raw[plain..]))..];
        }

        text.Append(Encoding.UTF8.GetString(raw));
        return WithoutHalves(text.ToString());
    }

    /// <summary>Whether a raw string says the same as <paramref name="expected"/>, which is ASCII and needs no escapes.</summary>
    public static bool Says(ReadOnlySpan<byte> raw, bool hasEscapes, ReadOnlySpan<byte> expected)
    {
        if (!hasEscapes)
        {
            return raw.SequenceEqual(expected);
        }

        foreach (byte sign in expected)
        {
            if (raw.IsEmpty || Next(ref raw) != sign)
            {
                return false;
            }
        }

        return raw.IsEmpty;
    }

    /// <summary>Takes the next byte or escape of a raw string that is not empty, as a UTF-16 unit where it is an escape, as itself where it is a byte.</summary>
    public static int Next(ref ReadOnlySpan<byte> raw)
    {
        int size = 1;
        int unit = raw[0];
        if (unit == '\\')
        {
            size = SizeAt(raw);
            unit = UnitAt(raw);
        }

        raw = raw[size..];
        return unit;
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (byte sign in text)
        {
            if (!char.IsAsciiHexDigit((char)sign))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutHalves(string text)
    {
        StringBuilder? mended = null;
        ReadOnlySpan<char> rest = text;
        for (int at = 0; at < text.Length;)
        {
            OperationStatus status = Rune.DecodeFromUtf16(rest[at..], out Rune rune, out int units);
            if (status != OperationStatus.Done)
            {
                mended ??= new StringBuilder(text, 0, at, text.Length);
            }

            mended?.Append(rune.ToString());
            at += units;
        }

        return mended?.ToString() ?? text;
    }
}
