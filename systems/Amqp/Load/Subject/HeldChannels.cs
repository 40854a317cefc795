using System.Collections.Concurrent;
using Millrace.Engine.Subjects;
using RabbitMQ.Client;

namespace Millrace.Amqp.Load.Subject;

/// <summary>Which channels tasks hold now, independent of the pool's own books: a channel that two hold at once is what a pool must never do.</summary>
internal sealed class HeldChannels(SubjectMeter meter)
{
    private readonly ConcurrentDictionary<IChannel, int> _held = new(ReferenceEqualityComparer.Instance);

    public void Take(IChannel channel, SubjectTask task)
    {
        if (!_held.TryAdd(channel, task.Index))
        {
            meter.Count(AmqpCounts.ChannelsHeldTwice, 1, always: true);
        }
    }

    /// <summary>Before the pool has it again, or the next holder would be counted.</summary>
    public void Give(IChannel channel) => _held.TryRemove(channel, out _);
}
