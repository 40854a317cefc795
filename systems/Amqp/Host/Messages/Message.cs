using System.Buffers.Binary;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Messages;

/// <summary>
/// A message as it goes from queue to consumer: in one array, byte for byte as it came, so that a delivery copies and never encodes. Counted by references, because a message may be in
/// several queues; everything on the broker's shard.
/// </summary>
/// <remarks>
/// Layout of <see cref="Data"/>: exchange and routing key as two short strings (basic.publish and basic.deliver have them alike) · payload of the content header · body.
/// </remarks>
internal sealed class Message
{
    /// <summary>About what a message costs beside its bytes: this object, its place in a queue and in a table of deliveries.</summary>
    public const int Overhead = 160;

    private const int BodySizeAt = 4;
    private const int KindsAt = 12;

    public byte[] Data { get; set; } = [];

    /// <summary>Bytes of exchange and routing key.</summary>
    public int AddressSize { get; set; }

    /// <summary>Bytes of the content header's payload.</summary>
    public int HeaderSize { get; set; }

    /// <summary>Bytes of the body.</summary>
    public int BodySize { get; set; }

    /// <summary>How long it may wait in a queue, in milliseconds; -1 for as long as it likes.</summary>
    public long TimeToLive { get; set; } = -1;

    /// <summary>Who holds it.</summary>
    public int References { get; set; }

    /// <summary>What it is counted as.</summary>
    public int Cost => Data.Length + Overhead;

    public ReadOnlySpan<byte> Address => Data.AsSpan(0, AddressSize);

    public ReadOnlySpan<byte> Header => Data.AsSpan(AddressSize, HeaderSize);

    public ReadOnlySpan<byte> Body => Data.AsSpan(AddressSize + HeaderSize, BodySize);

    public int BodyStart => AddressSize + HeaderSize;

    /// <summary>Which properties it has.</summary>
    public PropertyKinds Kinds => (PropertyKinds)BinaryPrimitives.ReadUInt16BigEndian(Header[KindsAt..]);

    /// <summary>Its delivery mode, found without reading what comes before; for messages without headers that have one.</summary>
    public byte DeliveryMode
    {
        get
        {
            AmqpReader reader = new(Header[(KindsAt + sizeof(ushort))..]);
            if ((Kinds & PropertyKinds.ContentType) != 0)
            {
                reader.ShortStringBytes();
            }

            if ((Kinds & PropertyKinds.ContentEncoding) != 0)
            {
                reader.ShortStringBytes();
            }

            return reader.Octet();
        }
    }

    /// <summary>Its properties, or null where they are malformed.</summary>
    public BasicProperties? ReadProperties()
    {
        AmqpReader reader = new(Header[KindsAt..]);
        BasicProperties properties = BasicProperties.Read(ref reader);
        return reader.IsBroken ? null : properties;
    }

    public void ReadAddress(out string exchange, out string routingKey)
    {
        AmqpReader reader = new(Address);
        exchange = reader.ShortString();
        routingKey = reader.ShortString();
    }

    /// <summary>Makes one of parts; for messages that the broker itself changes.</summary>
    public static Message Make(MessagePool pool, string exchange, string routingKey, BasicProperties properties, ReadOnlySpan<byte> body)
    {
        AmqpWriter writer = new();
        writer.ShortString(exchange);
        writer.ShortString(routingKey);
        int address = writer.Count;
        ContentHeader.Write(writer, (ulong)body.Length, properties);
        int header = writer.Count - address;
        Message made = pool.Rent(writer.Count + body.Length);
        (made.AddressSize, made.HeaderSize, made.BodySize) = (address, header, body.Length);
        writer.Written.CopyTo(made.Data);
        body.CopyTo(made.Data.AsSpan(made.BodyStart));
        BinaryPrimitives.WriteUInt64BigEndian(made.Data.AsSpan(address + BodySizeAt), (ulong)body.Length);
        return made;
    }
}
