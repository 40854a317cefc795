using Millrace.Amqp.Host.Queues;

namespace Millrace.Amqp.Host.Channels;

/// <summary>A message that a client has and has not acknowledged.</summary>
/// <param name="Tag">Its number on the channel.</param>
/// <param name="Entry">Its place in the queue, to which it may go back.</param>
/// <param name="Queue">Where it came from.</param>
/// <param name="Consumer">Who got it; null for basic.get.</param>
internal readonly record struct Delivery(ulong Tag, QueueEntry Entry, MessageQueue? Queue, Consumer? Consumer)
{
    /// <summary>False for the place of one that is done.</summary>
    public bool IsOpen => Queue is not null;
}
