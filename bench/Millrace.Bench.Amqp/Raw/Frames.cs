using System.Buffers.Binary;
using System.Text;

namespace Millrace.Bench.Amqp.Raw;

/// <summary>
/// Writes AMQP 0-9-1 frames into a growing buffer: type, channel, size, payload, 0xCE. Just what the ceilings send, on purpose apart from the code that is
/// measured: a ceiling that shares its code with the subject cannot show what that code costs.
/// </summary>
internal sealed class Frames(int capacity = 4096)
{
    private byte[] _bytes = new byte[capacity];
    private int _payload;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>A method frame's beginning; <see cref="End"/> closes it.</summary>
    public Frames Method(int channel, int type, int method) => Begin(1, channel).Short(type).Short(method);

    public Frames Begin(byte kind, int channel)
    {
        Octet(kind).Short(channel).Long(0);
        _payload = Length;
        return this;
    }

    public Frames End()
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_payload - 4), Length - _payload);
        return Octet(0xCE);
    }

    public Frames Octet(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    public Frames Short(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);
        return this;
    }

    public Frames Long(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), value);
        return this;
    }

    public Frames LongLong(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);
        return this;
    }

    public Frames ShortText(string text)
    {
        Octet((byte)text.Length);
        Encoding.ASCII.GetBytes(text, Take(text.Length));
        return this;
    }

    public Frames LongText(string text)
    {
        Long(text.Length);
        Encoding.ASCII.GetBytes(text, Take(text.Length));
        return this;
    }

    public Frames Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    /// <summary>basic.publish, its content header without properties, and the body in one frame.</summary>
    public Frames Publish(int channel, string exchange, string routingKey, ReadOnlySpan<byte> body)
    {
        Method(channel, 60, 40).Short(0).ShortText(exchange).ShortText(routingKey).Octet(0).End();
        Begin(2, channel).Short(60).Short(0).LongLong((ulong)body.Length).Short(0).End();
        return Begin(3, channel).Bytes(body).End();
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        }

        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }
}
