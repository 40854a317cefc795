using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Millrace.Speech.Wire.Json;

/// <summary>
/// Writes compact JSON as UTF-8, without a writer object for each message. Only what JSON demands is escaped. What is written counts once <see cref="Close"/> is called.
/// </summary>
internal ref struct JsonPen(IBufferWriter<byte> into)
{
    private const int Step = 256;

    private static readonly SearchValues<char> s_escaped = SearchValues.Create(Escaped());

    private readonly IBufferWriter<byte> _into = into;
    private Span<byte> _free = into.GetSpan(Step);
    private int _used;

    /// <summary>Writes JSON as it is.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        Room(json.Length);
        json.CopyTo(_free[_used..]);
        _used += json.Length;
    }

    public void Number(long value)
    {
        Room(20);
        Utf8Formatter.TryFormat(value, _free[_used..], out int written);
        _used += written;
    }

    /// <summary>A string with its quotes; half a surrogate pair becomes U+FFFD.</summary>
    public void Text(scoped ReadOnlySpan<char> text)
    {
        Sign((byte)'"');
        while (text.IndexOfAny(s_escaped) is >= 0 and int plain)
        {
            Plain(text[..plain]);
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Plain(text);
        Sign((byte)'"');
    }

    /// <summary>Bytes as base64, with quotes.</summary>
    public void Base64(scoped ReadOnlySpan<byte> bytes)
    {
        int length = System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        Room(length + 2);
        _free[_used++] = (byte)'"';
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, _free[_used..], out _, out int written);
        _used += written;
        _free[_used++] = (byte)'"';
    }

    /// <summary>Hands over what was written.</summary>
    public void Close()
    {
        _into.Advance(_used);
        _used = 0;
        _free = default;
    }

    private static string Escaped() => "\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(control => (char)control));

    private void Plain(scoped ReadOnlySpan<char> text)
    {
        Room(Encoding.UTF8.GetMaxByteCount(text.Length));
        Utf8.FromUtf16(text, _free[_used..], out _, out int written);
        _used += written;
    }

    private void Escape(char sign)
    {
        switch (sign)
        {
            case '"':
                Raw("\\\""u8);
                break;

            case '\\':
                Raw("\\\\"u8);
                break;

            case '\n':
                Raw("\\n"u8);
                break;

            case '\r':
                Raw("\\r"u8);
                break;

            case '\t':
                Raw("\\t"u8);
                break;

            case '\b':
                Raw("\\b"u8);
                break;

            case '\f':
                Raw("\\f"u8);
                break;

            default:
                Raw("\\u00"u8);
                Sign((byte)(sign >= 0x10 ? '1' : '0'));
                Sign((byte)"0123456789abcdef"[sign & 0xF]);
                break;
        }
    }

    private void Sign(byte sign)
    {
        Room(1);
        _free[_used++] = sign;
    }

    private void Room(int bytes)
    {
        if (_free.Length - _used < bytes)
        {
            _into.Advance(_used);
            _used = 0;
            _free = _into.GetSpan(Math.Max(bytes, Step));
        }
    }
}
