using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Millrace.Gateway.Wire.Json;

/// <summary>A message taken off a line: unescaped, or decoded from base64, in a buffer that is used again for each line.</summary>
internal sealed class MessageBytes
{
    private readonly ByteBuffer _buffer = new();
    private int _length;

    public ReadOnlySpan<byte> Value => _buffer.Bytes.AsSpan(0, _length);

    /// <summary>What the buffer holds on to, in bytes.</summary>
    public int Capacity => _buffer.Capacity;

    public void Clear() => _length = 0;

    public void Take(ref JsonLine line, int field, bool isBinary)
    {
        _length = 0;
        if (!line.Require(field, JsonTokenType.String, isBinary ? "a string of base64" : "a string"))
        {
            return;
        }

        ReadOnlySpan<byte> json = line.Raw(field);
        Span<byte> plain = _buffer.Take(json.Length);
        int length = json.Length;
        if (line.IsEscaped(field))
        {
            length = JsonText.Unescape(json, plain);
        }
        else
        {
            json.CopyTo(plain);
        }

        if (!isBinary)
        {
            _length = length;
        }
        else if (Base64.DecodeFromUtf8InPlace(plain[..length], out int decoded) == OperationStatus.Done)
        {
            _length = decoded;
        }
        else
        {
            line.Refuse(field, "base64 (the standard alphabet, padded), because binary is true");
        }
    }

    /// <summary>Copies a value as it stands on the line.</summary>
    public void TakeRaw(in JsonLine line, int field)
    {
        ReadOnlySpan<byte> json = line.Whole(field);
        json.CopyTo(_buffer.Take(json.Length));
        _length = json.Length;
    }
}
