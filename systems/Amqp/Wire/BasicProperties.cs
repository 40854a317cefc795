using System.Text.Unicode;

namespace Millrace.Amqp.Wire;

// AMQP 0-9-1, section 4.2.6.1 and class basic of its XML: the properties that the flags name follow one another, in this order:
// content-type shortstr · content-encoding shortstr · headers table · delivery-mode octet · priority octet · correlation-id shortstr · reply-to shortstr ·
// expiration shortstr · message-id shortstr · timestamp longlong · type shortstr · user-id shortstr · app-id shortstr · cluster-id shortstr

/// <summary>The properties of a message; null is one that it does not have.</summary>
public sealed class BasicProperties
{
    /// <summary>MIME type of the body.</summary>
    public string? ContentType { get; set; }

    /// <summary>MIME encoding of the body.</summary>
    public string? ContentEncoding { get; set; }

    /// <summary>The application's own.</summary>
    public FieldTable? Headers { get; set; }

    /// <summary>1 for transient, 2 for persistent.</summary>
    public byte? DeliveryMode { get; set; }

    /// <summary>Higher ones first, in queues that know priorities.</summary>
    public byte? Priority { get; set; }

    /// <summary>What it answers.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Where answers go.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>Milliseconds that it may wait in a queue, as decimal digits.</summary>
    public string? Expiration { get; set; }

    /// <summary>The application's id of it.</summary>
    public string? MessageId { get; set; }

    /// <summary>When it was made, in seconds since 1970 began, UTC.</summary>
    public ulong? Timestamp { get; set; }

    /// <summary>The application's name of its type.</summary>
    public string? Type { get; set; }

    /// <summary>Who published it; brokers check it.</summary>
    public string? UserId { get; set; }

    /// <summary>What published it.</summary>
    public string? AppId { get; set; }

    /// <summary>Not used any more.</summary>
    public string? ClusterId { get; set; }

    /// <summary>Reads flags and properties.</summary>
    public static BasicProperties Read(ref AmqpReader reader)
    {
        var flags = (PropertyKinds)reader.Bits16();
        if (((ushort)flags & 3) != 0)
        {
            reader.Break(); // There is no such property, and nobody could tell where the next one begins.
        }

        bool Has(PropertyKinds flag) => (flags & flag) != 0;
        return new BasicProperties
        {
            ContentType = Has(PropertyKinds.ContentType) ? reader.ShortString() : null,
            ContentEncoding = Has(PropertyKinds.ContentEncoding) ? reader.ShortString() : null,
            Headers = Has(PropertyKinds.Headers) ? reader.Table() : null,
            DeliveryMode = Has(PropertyKinds.DeliveryMode) ? reader.Octet() : null,
            Priority = Has(PropertyKinds.Priority) ? reader.Octet() : null,
            CorrelationId = Has(PropertyKinds.CorrelationId) ? reader.ShortString() : null,
            ReplyTo = Has(PropertyKinds.ReplyTo) ? reader.ShortString() : null,
            Expiration = Has(PropertyKinds.Expiration) ? reader.ShortString() : null,
            MessageId = Has(PropertyKinds.MessageId) ? reader.ShortString() : null,
            Timestamp = Has(PropertyKinds.Timestamp) ? reader.Bits64() : null,
            Type = Has(PropertyKinds.Type) ? reader.ShortString() : null,
            UserId = Has(PropertyKinds.UserId) ? reader.ShortString() : null,
            AppId = Has(PropertyKinds.AppId) ? reader.ShortString() : null,
            ClusterId = Has(PropertyKinds.ClusterId) ? reader.ShortString() : null,
        };
    }

    /// <summary>
    /// True where flags and properties are there as the flags say, no more and no less, and all texts are UTF-8; without reading them. What is inside of the headers is not looked at.
    /// </summary>
    /// <param name="bytes">Flags and properties.</param>
    public static bool AreWhole(ReadOnlySpan<byte> bytes)
    {
        AmqpReader reader = new(bytes);
        var flags = (PropertyKinds)reader.Bits16();
        bool isSound = ((ushort)flags & 3) == 0;
        for (int bit = 15; bit >= 2 && isSound; bit--)
        {
            var kind = (PropertyKinds)(1 << bit);
            if ((flags & kind) == 0)
            {
                continue;
            }

            switch (kind)
            {
                case PropertyKinds.Headers:
                    reader.LongStringBytes();
                    break;
                case PropertyKinds.DeliveryMode or PropertyKinds.Priority:
                    reader.Octet();
                    break;
                case PropertyKinds.Timestamp:
                    reader.Bits64();
                    break;
                default:
                    isSound = Utf8.IsValid(reader.ShortStringBytes());
                    break;
            }
        }

        return isSound && !reader.IsBroken && reader.Rest.IsEmpty;
    }

    /// <summary>Writes flags and properties.</summary>
    public void Write(AmqpWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Bits16((ushort)Flags());
        Text(writer, ContentType);
        Text(writer, ContentEncoding);
        if (Headers is not null)
        {
            writer.Table(Headers);
        }

        Octet(writer, DeliveryMode);
        Octet(writer, Priority);
        Text(writer, CorrelationId);
        Text(writer, ReplyTo);
        Text(writer, Expiration);
        Text(writer, MessageId);
        if (Timestamp is { } seconds)
        {
            writer.Bits64(seconds);
        }

        Text(writer, Type);
        Text(writer, UserId);
        Text(writer, AppId);
        Text(writer, ClusterId);
    }

    private PropertyKinds Flags() =>
        Flag(ContentType, PropertyKinds.ContentType) | Flag(ContentEncoding, PropertyKinds.ContentEncoding) | Flag(Headers, PropertyKinds.Headers)
        | Flag(DeliveryMode, PropertyKinds.DeliveryMode) | Flag(Priority, PropertyKinds.Priority) | Flag(CorrelationId, PropertyKinds.CorrelationId)
        | Flag(ReplyTo, PropertyKinds.ReplyTo) | Flag(Expiration, PropertyKinds.Expiration) | Flag(MessageId, PropertyKinds.MessageId)
        | Flag(Timestamp, PropertyKinds.Timestamp) | Flag(Type, PropertyKinds.Type) | Flag(UserId, PropertyKinds.UserId)
        | Flag(AppId, PropertyKinds.AppId) | Flag(ClusterId, PropertyKinds.ClusterId);

    private static PropertyKinds Flag(object? value, PropertyKinds flag) => value is null ? PropertyKinds.None : flag;

    private static void Text(AmqpWriter writer, string? value)
    {
        if (value is not null)
        {
            writer.ShortString(value);
        }
    }

    private static void Octet(AmqpWriter writer, byte? value)
    {
        if (value is { } octet)
        {
            writer.Octet(octet);
        }
    }
}
