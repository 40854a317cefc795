using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Messages;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Queues;

/// <summary>A queue: what waits, who consumes, and what becomes of what nobody takes. On the broker's shard.</summary>
internal sealed partial class MessageQueue(VirtualHost host, string name, bool isDurable, bool isAutoDelete, AmqpConnection? owner, QueueArguments arguments)
{
    private readonly ReadyList _ready = new();
    private readonly BrokerCore _core = host.Core;
    private long _nextSequence;
    private long _readyBytes;

    public string Name => name;

    public VirtualHost Host => host;

    public bool IsDurable => isDurable;

    public bool IsAutoDelete => isAutoDelete;

    /// <summary>The connection that an exclusive queue belongs to.</summary>
    public AmqpConnection? Owner => owner;

    public QueueArguments Arguments => arguments;

    /// <summary>The bindings that lead here.</summary>
    public HashSet<Binding> Incoming { get; } = new(Binding.Alike);

    public bool IsDeleted { get; private set; }

    /// <summary>Messages that wait.</summary>
    public int Ready => _ready.Count;

    /// <summary>Messages that consumers have and have not acknowledged.</summary>
    public int Unacknowledged { get; private set; }

    /// <summary>Takes a message, with a reference of its own; false where the queue is full and takes no more.</summary>
    public bool Publish(Message message)
    {
        if (arguments.RejectsPublish && IsFullFor(message))
        {
            if (arguments.DeadLettersRejected)
            {
                Bury(message, DeathReason.MaxLength);
            }

            return false;
        }

        message.References++;
        QueueEntry entry = new(message, _nextSequence++, DueOf(message), false);
        if (_ready.Count == 0 && NextConsumer() is { } consumer)
        {
            Hand(consumer, entry);
            return true;
        }

        Keep(entry);
        if (entry.Due != long.MaxValue)
        {
            DropExpired(Shard.Now);
        }

        DropOverLimit();
        return true;
    }

    /// <summary>Takes the oldest message for basic.get; who gets it says what became of it.</summary>
    public bool TryGet(bool noAck, out QueueEntry entry)
    {
        NoteUse();
        if (!TryTakeLive(out entry))
        {
            return false;
        }

        if (!noAck)
        {
            Unacknowledged++;
        }

        return true;
    }

    /// <summary>A delivered message is done.</summary>
    public void Acknowledge(in QueueEntry entry)
    {
        Unacknowledged--;
        _core.Messages.Release(entry.Message);
    }

    /// <summary>A delivered message is refused for good.</summary>
    public void Reject(in QueueEntry entry)
    {
        Unacknowledged--;
        if (!IsDeleted)
        {
            Bury(entry.Message, DeathReason.Rejected);
        }

        _core.Messages.Release(entry.Message);
    }

    /// <summary>A delivered message goes back to its place. <see cref="Pump"/> follows, once all that go back have.</summary>
    public void Requeue(in QueueEntry entry)
    {
        Unacknowledged--;
        if (IsDeleted)
        {
            _core.Messages.Release(entry.Message);
            return;
        }

        _ready.Return(entry with { IsRedelivered = true });
        _readyBytes += entry.Message.BodySize;
        _core.Counters.Requeued++;
    }

    /// <summary>What <see cref="Requeue"/> put back is offered, and judged by the queue's limits.</summary>
    public void AfterRequeue()
    {
        Pump();
        if (!IsDeleted && _ready.Count > 0)
        {
            DropExpired(Shard.Now);
            DropOverLimit();
        }
    }

    /// <summary>Drops all that waits; how much that was.</summary>
    public int Purge()
    {
        int count = _ready.Count;
        while (_ready.TryTake(out QueueEntry entry))
        {
            _core.Messages.Release(entry.Message);
        }

        _readyBytes = 0;
        return count;
    }

    /// <summary>Marks it as gone and empties it; the host has taken it out of its books.</summary>
    public int End()
    {
        IsDeleted = true;
        _active.Clear();
        _sleep?.Cancel();
        return Purge();
    }

    private void Keep(in QueueEntry entry)
    {
        _ready.Add(entry);
        _readyBytes += entry.Message.BodySize;
    }

    private bool IsFullFor(Message message) => _ready.Count >= arguments.MaxLength || (arguments.MaxBytes != long.MaxValue && _readyBytes + message.BodySize > arguments.MaxBytes);

    private void DropOverLimit()
    {
        while (!arguments.RejectsPublish && (_ready.Count > arguments.MaxLength || _readyBytes > arguments.MaxBytes) && _ready.TryTake(out QueueEntry oldest))
        {
            _readyBytes -= oldest.Message.BodySize;
            _core.Counters.Overflowed++;
            Bury(oldest.Message, DeathReason.MaxLength);
            _core.Messages.Release(oldest.Message);
        }

        ArmExpiry();
    }

    // Not at once: what takes a dead letter may be full and bury in its turn, and a chain of such queues must not become a chain of calls.
    private void Bury(Message message, DeathReason reason)
    {
        if (arguments.DeadLetterExchange is not null)
        {
            _core.DeadLetters.Add(this, message, reason);
        }
    }

    private bool TryTakeLive(out QueueEntry entry)
    {
        DropExpired(0);
        if (!_ready.TryTake(out entry))
        {
            return false;
        }

        _readyBytes -= entry.Message.BodySize;
        ArmExpiry(); // there is a new front
        return true;
    }
}
