using System.Buffers;
using System.Text;

namespace Millrace.Live.Wire;

/// <summary>Puts one short frame into a buffer writer: room for the longest form is asked for once.</summary>
internal ref struct FrameBytes
{
    private readonly IBufferWriter<byte> _writer;
    private readonly Span<byte> _span;
    private int _length;

    /// <summary>Begins a frame with <paramref name="numbers"/> numbers or bytes and <paramref name="textBytes"/> bytes of UTF-8 at most.</summary>
    public FrameBytes(IBufferWriter<byte> writer, byte kind, int numbers, int textBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _span = writer.GetSpan(1 + (numbers * WireSizes.LongestLong) + textBytes);
        _span[0] = kind;
        _length = 1;
    }

    public void Byte(byte value) => _span[_length++] = value;

    public void Number(ulong value) => _length += WireSizes.Write(_span[_length..], value);

    public void Signed(int value) => Number(WireSizes.Zigzag(value));

    public void Text(string text)
    {
        Number((uint)Encoding.UTF8.GetByteCount(text));
        Rest(text);
    }

    public void Rest(ReadOnlySpan<char> text) => _length += Encoding.UTF8.GetBytes(text, _span[_length..]);

    public void Rest(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_span[_length..]);
        _length += utf8.Length;
    }

    public readonly void Done() => _writer.Advance(_length);

    public static int Most(string text) => Encoding.UTF8.GetMaxByteCount(text.Length);
}
