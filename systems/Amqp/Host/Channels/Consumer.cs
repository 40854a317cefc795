using System.Text;
using Millrace.Amqp.Host.Queues;

namespace Millrace.Amqp.Host.Channels;

/// <summary>A consumer of one queue on one channel.</summary>
internal sealed class Consumer(AmqpChannel channel, MessageQueue queue, string tag)
{
    public AmqpChannel Channel => channel;

    public MessageQueue Queue => queue;

    public string Tag => tag;

    /// <summary>The tag as a short string, ready to be copied into deliveries.</summary>
    public byte[] EncodedTag { get; } = Encode(tag);

    public required bool NoAck { get; init; }

    public required bool IsExclusive { get; init; }

    /// <summary>Deliveries that it may have open; 0 for no limit.</summary>
    public required int Prefetch { get; init; }

    /// <summary>Those of a higher one are served first.</summary>
    public required int Priority { get; init; }

    /// <summary>Deliveries that it has open.</summary>
    public int Open { get; set; }

    /// <summary>True while it stands in its queue's line.</summary>
    public bool IsActive { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>True while its connection has no room and remembers to ask again.</summary>
    public bool IsStalled { get; set; }

    /// <summary>True where a message may be handed to it now.</summary>
    public bool CanTake()
    {
        if (IsCancelled)
        {
            return false;
        }

        if (!NoAck && ((Prefetch > 0 && Open >= Prefetch) || channel.IsFull))
        {
            return false;
        }

        return channel.Connection.HasRoomFor(this);
    }

    private static byte[] Encode(string tag)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(tag) + 1];
        bytes[0] = (byte)(bytes.Length - 1);
        Encoding.UTF8.GetBytes(tag, bytes.AsSpan(1));
        return bytes;
    }
}
