using System.Buffers.Binary;
using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Messages;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Channels;

/// <summary>Writes a message's header and body behind the method that announces them.</summary>
internal static class ContentOut
{
    /// <summary>Writes them as frames that are not larger than the connection's.</summary>
    public static void Write(AmqpConnection connection, ushort channel, Message message)
    {
        AmqpWriter writer = connection.Out.Open();
        Whole(writer.Reserve(message.HeaderSize + Frame.Overhead), FrameKind.Header, channel, message.Header);
        int most = connection.FrameMax - Frame.Overhead;
        int size = message.BodySize;
        if (size <= most && MessagePool.IsReused(message.Data.Length))
        {
            if (size > 0)
            {
                Whole(writer.Reserve(size + Frame.Overhead), FrameKind.Body, channel, message.Body);
            }

            return;
        }

        for (int at = 0; at < size; at += most)
        {
            int part = Math.Min(most, size - at);
            if (MessagePool.IsReused(message.Data.Length))
            {
                Whole(writer.Reserve(part + Frame.Overhead), FrameKind.Body, channel, message.Body.Slice(at, part));
                continue;
            }

            // Large bodies are sent from where they lie: the array is nobody else's, and stays as long as it is looked at.
            Head(writer.Reserve(Frame.HeadSize), FrameKind.Body, channel, part);
            connection.Out.Attach(new ArraySegment<byte>(message.Data, message.BodyStart + at, part));
            writer.Octet(Frame.End);
        }
    }

    private static void Whole(Span<byte> room, FrameKind kind, ushort channel, ReadOnlySpan<byte> payload)
    {
        Head(room, kind, channel, payload.Length);
        payload.CopyTo(room[Frame.HeadSize..]);
        room[^1] = Frame.End;
    }

    private static void Head(Span<byte> room, FrameKind kind, ushort channel, int size)
    {
        room[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(room[1..], channel);
        BinaryPrimitives.WriteUInt32BigEndian(room[3..], (uint)size);
    }
}
