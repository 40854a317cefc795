using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

/// <summary>A buffer for lines of JSON that is used again and again: it grows as needed and shrinks back after a big line.</summary>
public sealed class LineWriter
{
    // Two units of six bytes: a character outside of the basic plane.
    private const int LongestEscape = 12;

    // Room is asked for, and UTF-16 transcoded, in pieces of this many bytes.
    private const int Stretch = 1024;

    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> SpecialOrForeign =
        SearchValues.Create([.. Enumerable.Range(0, 256).Where(value => value is < 32 or '"' or '\\' or > 126).Select(value => (byte)value)]);

    private readonly ByteBuffer _buffer = new();
    private int _length;

    /// <summary>What has been written since <see cref="Clear"/>; valid until more is written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.Bytes.AsSpan(0, _length);

    /// <summary>Its length in bytes.</summary>
    public int Length => _length;

    /// <summary>Bytes that are held in memory.</summary>
    public int Capacity => _buffer.Capacity;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _buffer.Settle(_length);
        _length = 0;
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>A whole number.</summary>
    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out int written);
        _length += written;
    }

    /// <summary>A JSON string, quotes included, in UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Text(ReadOnlySpan<char> text) => Transcoded(text, Special);

    /// <summary>A JSON string of UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    public void Text(ReadOnlySpan<byte> utf8) => Quoted(utf8, Special);

    /// <summary>A JSON string that is ASCII on the line: what is not is escaped.</summary>
    public void AsciiText(ReadOnlySpan<char> text) => Transcoded(text, SpecialOrForeign);

    /// <summary>A JSON string of UTF-8 that is ASCII on the line; what is not UTF-8 becomes U+FFFD.</summary>
    public void AsciiText(ReadOnlySpan<byte> utf8) => Quoted(utf8, SpecialOrForeign);

    /// <summary>A JSON string of base64.</summary>
    public void Base64Text(ReadOnlySpan<byte> bytes)
    {
        int length = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        Span<byte> to = Room(length + 2);
        to[0] = to[length + 1] = (byte)'"';
        Base64.EncodeToUtf8(bytes, to[1..], out _, out _);
        _length += length + 2;
    }

    /// <summary>A JSON string of address and port: <c>"10.0.0.7:51234"</c>, <c>"[2001:db8::1]:51234"</c>.</summary>
    public void Address(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        IPAddress address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        bool isBracketed = address.AddressFamily == AddressFamily.InterNetworkV6;
        Raw(isBracketed ? "\"["u8 : "\""u8);
        address.TryFormat(Room(64), out int written);
        _length += written;
        Raw(isBracketed ? "]:"u8 : ":"u8);
        Number(endPoint.Port);
        Raw("\""u8);
    }

    /// <summary>
    /// A JSON value that has been read already, as ASCII on one line: characters beyond are escaped (they can stand in strings only), lone surrogates,
    /// which some parsers refuse, are replaced by U+FFFD, and newlines (which can stand between values only) by spaces.
    /// </summary>
    public void Json(ReadOnlySpan<byte> json)
    {
        int foreign = IndexOfForeign(json);
        while (true)
        {
            int surrogate = JsonText.IndexOfSurrogate(json[..foreign]);
            int run = surrogate >= 0 ? surrogate : foreign;
            Raw(json[..run]);
            if (run == json.Length)
            {
                return;
            }

            json = json[run..];
            if (surrogate < 0 && json[0] < ' ')
            {
                Raw(" "u8);
                json = json[1..];
                foreign = IndexOfForeign(json);
                continue;
            }

            int used;
            Escape(surrogate >= 0 ? JsonText.ScalarOf(json, out used) : Decode(json, out used));
            json = json[used..];

            // Text full of escaped pairs must not be searched to its end for each of them.
            foreign = surrogate >= 0 ? foreign - run - used : IndexOfForeign(json);
        }
    }

    // The length where there is none.
    private static int IndexOfForeign(ReadOnlySpan<byte> json) => json.IndexOfAnyExceptInRange((byte)' ', (byte)127) is >= 0 and int at ? at : json.Length;

    private Span<byte> Room(int size)
    {
        _buffer.Grow(checked(_length + size), _length);
        return _buffer.Bytes.AsSpan(_length);
    }

    private void Transcoded(ReadOnlySpan<char> text, SearchValues<byte> special)
    {
        Raw("\""u8);
        Span<byte> utf8 = stackalloc byte[Stretch];
        while (!text.IsEmpty)
        {
            Utf8.FromUtf16(text, utf8, out int read, out int written, replaceInvalidSequences: true);
            Escaped(utf8[..written], special);
            text = text[read..];
        }

        Raw("\""u8);
    }

    private void Quoted(ReadOnlySpan<byte> utf8, SearchValues<byte> special)
    {
        Raw("\""u8);

        // Where foreign bytes are escaped anyhow, they are decoded and so checked one by one.
        if (special == SpecialOrForeign || Utf8.IsValid(utf8))
        {
            Escaped(utf8, special);
        }
        else
        {
            Escaped(utf8, SpecialOrForeign);
        }

        Raw("\""u8);
    }

    private void Escaped(ReadOnlySpan<byte> utf8, SearchValues<byte> special)
    {
        bool isForeign = special == SpecialOrForeign;
        while (true)
        {
            int run = utf8.IndexOfAny(special);
            if (run < 0)
            {
                Raw(utf8);
                return;
            }

            Raw(utf8[..run]);
            utf8 = utf8[run..];

            // A foreign script is one special byte after the other: no search between them, and room for many at once.
            Span<byte> to = Room(Stretch);
            int written = 0;
            do
            {
                written += JsonText.Escape(Decode(utf8, out int used), to[written..]);
                utf8 = utf8[used..];
            }
            while (isForeign && written <= Stretch - LongestEscape && !utf8.IsEmpty && utf8[0] > 127);
            _length += written;
        }
    }

    private static Rune Decode(ReadOnlySpan<byte> utf8, out int used)
    {
        Rune.DecodeFromUtf8(utf8, out Rune rune, out used);
        return rune;
    }

    private void Escape(Rune rune) => _length += JsonText.Escape(rune, Room(LongestEscape));
}
