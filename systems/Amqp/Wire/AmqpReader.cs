using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Millrace.Amqp.Wire;

// AMQP 0-9-1, section 4.2.5: octet, short, long and long-long are unsigned and big-endian; a short string has one octet of length,
// a long string and a table have four.

/// <summary>
/// Reads the data types of AMQP from bytes where they lie. Reading past the end or something malformed makes it <see cref="IsBroken"/>, and from then on it gives zeros and nothing:
/// a caller reads all arguments and looks once.
/// </summary>
/// <param name="bytes">What it reads from.</param>
public ref struct AmqpReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once something was missing or malformed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads eight bits.</summary>
    public byte Octet() => Take(1) is [byte value] ? value : (byte)0;

    /// <summary>Reads sixteen bits.</summary>
    public ushort Bits16() => Take(2) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    /// <summary>Reads thirty-two bits.</summary>
    public uint Bits32() => Take(4) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    /// <summary>Reads sixty-four bits.</summary>
    public ulong Bits64() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadUInt64BigEndian(taken) : 0;

    /// <summary>Reads a string of up to 255 octets as it lies there.</summary>
    public ReadOnlySpan<byte> ShortStringBytes() => Take(Octet());

    /// <summary>Reads a string of up to 255 octets, which must be UTF-8.</summary>
    public string ShortString() => Text(ShortStringBytes());

    /// <summary>Reads a string of up to 4 GiB as it lies there.</summary>
    public ReadOnlySpan<byte> LongStringBytes() => Take(Bits32());

    /// <summary>Reads a string of up to 4 GiB, which must be UTF-8.</summary>
    public string LongString() => Text(LongStringBytes());

    /// <summary>Reads a field table.</summary>
    public FieldTable Table()
    {
        ReadOnlySpan<byte> body = Take(Bits32());
        if (!IsBroken && FieldTableReader.TryRead(body, out FieldTable? table))
        {
            return table;
        }

        Break();
        return FieldTable.Empty;
    }

    /// <summary>Takes as many bytes as asked for; none where there are fewer.</summary>
    public ReadOnlySpan<byte> Take(uint count)
    {
        if (count > (uint)_rest.Length)
        {
            Break();
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    /// <summary>Says that what was read makes no sense.</summary>
    public void Break()
    {
        IsBroken = true;
        _rest = default;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        if (!Utf8.IsValid(bytes))
        {
            Break();
            return "";
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
