using System.Buffers.Binary;
using System.Text;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Wire;

/// <summary>Writes frames into one growing array: what has been written lies in <see cref="Written"/> until <see cref="Clear"/>. Not thread-safe.</summary>
/// <param name="capacity">Bytes to begin with.</param>
public sealed class AmqpWriter(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>How many bytes have been written.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes fit before the array grows.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    /// <summary>The same, for those who send asynchronously; valid until something more is written.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Count);

    /// <summary>Forgets what has been written and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Forgets the first <paramref name="count"/> bytes, which have been sent; the others move down.</summary>
    public void DropFirst(int count)
    {
        _bytes.AsSpan(count, Count - count).CopyTo(_bytes);
        Count -= count;
    }

    /// <summary>Hands over the array with what has been written, and begins anew with <paramref name="fresh"/>.</summary>
    public byte[] Exchange(byte[] fresh)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        byte[] full = _bytes;
        _bytes = fresh;
        Count = 0;
        return full;
    }

    /// <summary>Room for exactly <paramref name="count"/> bytes, which count as written: the caller fills all of it at once.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Count < count)
        {
            Grow(count);
        }

        Span<byte> room = _bytes.AsSpan(Count, count);
        Count += count;
        return room;
    }

    /// <summary>Writes a frame with a method.</summary>
    public void Method<T>(ushort channel, in T method)
        where T : IAmqpMethod<T>
    {
        int start = Begin(FrameKind.Method, channel);
        Bits32(T.Id);
        method.Write(this);
        End(start);
    }

    /// <summary>Writes a frame with a method that has no arguments.</summary>
    public void Method(ushort channel, uint id)
    {
        int start = Begin(FrameKind.Method, channel);
        Bits32(id);
        End(start);
    }

    /// <summary>Writes a heartbeat.</summary>
    public void Heartbeat() => End(Begin(FrameKind.Heartbeat, 0));

    /// <summary>Writes a frame with the header of a content of class basic.</summary>
    public void Header(ushort channel, ulong bodySize, BasicProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        int start = Begin(FrameKind.Header, channel);
        ContentHeader.Write(this, bodySize, properties);
        End(start);
    }

    /// <summary>Writes a body as as many frames as it needs; none where it is empty.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="body">All of it.</param>
    /// <param name="frameMax">The largest frame that was agreed; 0 for no limit.</param>
    public void Body(ushort channel, ReadOnlySpan<byte> body, int frameMax)
    {
        int most = frameMax == 0 ? int.MaxValue : frameMax - Frame.Overhead;
        while (!body.IsEmpty)
        {
            ReadOnlySpan<byte> part = body[..Math.Min(most, body.Length)];
            int start = Begin(FrameKind.Body, channel);
            Raw(part);
            End(start);
            body = body[part.Length..];
        }
    }

    /// <summary>Begins a frame; its size is put in by <see cref="End"/>, which takes what this returns.</summary>
    public int Begin(FrameKind kind, ushort channel)
    {
        int start = Count;
        Span<byte> head = Reserve(Frame.HeadSize);
        head[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], channel);
        return start;
    }

    /// <summary>Ends the frame that began at <paramref name="start"/>.</summary>
    public void End(int start)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(start + 3), (uint)(Count - start - Frame.HeadSize));
        Octet(Frame.End);
    }

    /// <summary>Writes eight bits.</summary>
    public void Octet(byte value) => Reserve(1)[0] = value;

    /// <summary>Writes sixteen bits.</summary>
    public void Bits16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>Writes thirty-two bits.</summary>
    public void Bits32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>Writes sixty-four bits.</summary>
    public void Bits64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Writes a string of up to 255 octets of UTF-8.</summary>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public void ShortString(string? value)
    {
        value ??= "";
        int length = Encoding.UTF8.GetByteCount(value);
        if (length > byte.MaxValue)
        {
            throw new ArgumentException($"A short string has at most 255 octets, and this one has {length}: shorten it.", nameof(value));
        }

        Octet((byte)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Writes a string of up to 4 GiB as UTF-8.</summary>
    public void LongString(string? value)
    {
        value ??= "";
        int length = Encoding.UTF8.GetByteCount(value);
        Bits32((uint)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Writes a string of up to 4 GiB.</summary>
    public void LongString(ReadOnlySpan<byte> value)
    {
        Bits32((uint)value.Length);
        Raw(value);
    }

    /// <summary>Writes a field table; null is an empty one.</summary>
    public void Table(FieldTable? table)
    {
        int start = Count;
        Bits32(0);
        FieldTableWriter.Write(this, table ?? FieldTable.Empty);
        PutLength(start);
    }

    /// <summary>Puts the count of bytes written since the four at <paramref name="start"/> there.</summary>
    internal void PutLength(int start) => BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(start), (uint)(Count - start - sizeof(uint)));

    private void Grow(int count) => Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Count + count))));
}
