using System.Buffers.Binary;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// One message as AMQP 0-9-1 frames (sections 2.3.5 and 2.3.6 of the specification), all in one piece, so that nothing comes between them on their channel:
/// <code>
/// method  01 channel:2 size:4  60:2 40:2 0:2 exchange:shortstr routing-key:shortstr bits:1         CE     bits: 1 mandatory
/// header  02 channel:2 size:4  60:2 0:2 body-size:8 property-flags:2 properties                    CE     message-id is flag 0080
/// body    03 channel:2 size:4  at most frame-max - 8 bytes                                         CE     none for an empty body
/// </code>
/// </summary>
internal static class PublishFrames
{
    /// <summary>Characters of a message id's number.</summary>
    public const int IdNumberLength = 16;
    private const int FrameOverhead = 8;
    private const int FrameHeader = 7;
    private const byte FrameEnd = 0xCE;
    private const int FixedMethod = 2 + 2 + 2 + 1 + 1 + 1;
    private const int FixedHeader = 2 + 2 + 8;
    private const ushort BasicClass = 60;
    private const ushort PublishMethod = 40;
    private const ushort MessageIdFlag = 0x0080;

    /// <summary>Bytes that <see cref="Write"/> takes at most.</summary>
    /// <exception cref="ArgumentException">A name is longer than 255 bytes, the properties do not fit into a frame, or a header is of a type that AMQP has not.</exception>
    public static int Measure(in OutgoingMessage message, int maxPayload)
    {
        int frames = (int)(((long)message.Body.Length + maxPayload - 1) / maxPayload);
        int header = FixedHeader + PropertiesSize(message);
        if (header > maxPayload)
        {
            // The broker would answer with an error of the connection (501), which all others would pay for.
            throw new ArgumentException(
                $"The message's properties take {header - FixedHeader} bytes; they must fit into one frame, which has room for {maxPayload - FixedHeader} (frame-max of the connection). Put what is large into the body.");
        }

        return (2 * FrameOverhead) + FixedMethod + Shortstr(message.Exchange, "exchange's name") + Shortstr(message.RoutingKey, "routing key")
            + header + message.Body.Length + (frames * FrameOverhead);
    }

    /// <summary>Writes it; returns the number of bytes.</summary>
    public static int Write(Span<byte> to, ushort channel, in OutgoingMessage message, int maxPayload)
    {
        int at = FrameHeader;
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], BasicClass);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], PublishMethod);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 4)..], 0);
        at += 6;
        at += WriteShortstr(to[at..], message.Exchange);
        at += WriteShortstr(to[at..], message.RoutingKey);
        to[at++] = message.IsMandatory ? (byte)1 : (byte)0;
        at = Close(to, 0, at, 1, channel);

        int start = at;
        at += FrameHeader;
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], BasicClass);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], 0);
        BinaryPrimitives.WriteUInt64BigEndian(to[(at + 4)..], (ulong)message.Body.Length);
        at += FixedHeader;
        at += WriteProperties(to[at..], message);
        at = Close(to, start, at, 2, channel);

        ReadOnlySpan<byte> body = message.Body.Span;
        while (body.Length > 0)
        {
            int size = Math.Min(body.Length, maxPayload);
            body[..size].CopyTo(to[(at + FrameHeader)..]);
            at = Close(to, at, at + FrameHeader + size, 3, channel);
            body = body[size..];
        }

        return at;
    }

    private static int PropertiesSize(in OutgoingMessage message) => message.Properties is IAmqpWriteable properties ? SizeOf(properties)
        : message.IdPrefix is { } prefix ? 2 + 1 + prefix.Length + IdNumberLength : 2;

    private static int SizeOf(IAmqpWriteable properties)
    {
        try
        {
            return properties.GetRequiredBufferSize();
        }
        catch (WireFormattingException exception)
        {
            throw new ArgumentException($"The message's headers hold a value of a type that AMQP has not: {exception.Message}", exception);
        }
    }

    private static int WriteProperties(Span<byte> to, in OutgoingMessage message)
    {
        if (message.Properties is IAmqpWriteable properties)
        {
            return properties.WriteTo(to);
        }

        BinaryPrimitives.WriteUInt16BigEndian(to, message.IdPrefix is null ? (ushort)0 : MessageIdFlag);
        if (message.IdPrefix is not { } prefix)
        {
            return 2;
        }

        int length = prefix.Length + IdNumberLength;
        to[2] = (byte)length;
        Encoding.ASCII.GetBytes(prefix, to[3..]);
        message.IdNumber.TryFormat(to[(3 + prefix.Length)..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
        return 3 + length;
    }

    private static int Close(Span<byte> to, int start, int end, byte type, ushort channel)
    {
        to[start] = type;
        BinaryPrimitives.WriteUInt16BigEndian(to[(start + 1)..], channel);
        BinaryPrimitives.WriteUInt32BigEndian(to[(start + 3)..], (uint)(end - start - FrameHeader));
        to[end] = FrameEnd;
        return end + 1;
    }

    private static int Shortstr(string text, string what)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        return length <= byte.MaxValue ? length : throw new ArgumentException($"The {what} has {length} bytes; AMQP allows {byte.MaxValue}.");
    }

    private static int WriteShortstr(Span<byte> to, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, to[1..]);
        to[0] = (byte)length;
        return length + 1;
    }
}
