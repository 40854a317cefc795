using System.Buffers.Binary;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>The answer to a broker that closes a channel, as it stands on the wire: a method frame (type 1, channel, size 4), class 20, method 41, end mark 0xCE.</summary>
internal static class CloseOkFrame
{
    /// <summary>The channel that <paramref name="written"/> answers the closing of; null where it is anything else. RabbitMQ.Client hands over whole frames.</summary>
    public static ushort? ChannelOf(ReadOnlySpan<byte> written) =>
        written is [1, _, _, 0, 0, 0, 4, 0, 20, 0, 41, 0xCE] ? BinaryPrimitives.ReadUInt16BigEndian(written[1..]) : null;
}
