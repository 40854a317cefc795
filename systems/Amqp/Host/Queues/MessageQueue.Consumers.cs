using Millrace.Amqp.Host.Channels;

namespace Millrace.Amqp.Host.Queues;

/// <content>Who gets what: consumers take turns, those of higher priority first.</content>
internal sealed partial class MessageQueue
{
    private readonly Queue<Consumer> _active = new();
    private bool _hasPriorities;
    private bool _hadConsumer;

    /// <summary>Its consumers, oldest first.</summary>
    public List<Consumer> Consumers { get; } = [];

    /// <summary>Adds a consumer. <see cref="Activate"/> follows, once the client knows of it.</summary>
    public void Add(Consumer consumer)
    {
        Consumers.Add(consumer);
        _hadConsumer = true;
        _hasPriorities |= consumer.Priority != 0;
        NoteUse();
    }

    /// <summary>Takes a consumer away; a queue that is to go with its last one goes.</summary>
    public void Remove(Consumer consumer)
    {
        if (IsDeleted || !Consumers.Remove(consumer))
        {
            return;
        }

        NoteUse();
        if (Consumers.Count == 0 && IsAutoDelete && _hadConsumer)
        {
            Host.Delete(this);
        }
        else if (arguments.IsSingleActive && Consumers.Count > 0)
        {
            Activate(Consumers[0]);
        }
    }

    /// <summary>A consumer may take something now, or again.</summary>
    public void Activate(Consumer consumer)
    {
        MakeActive(consumer);
        Pump();
    }

    /// <summary>The same, but nothing is handed out yet.</summary>
    public void MakeActive(Consumer consumer)
    {
        if (!IsDeleted && !consumer.IsActive && !consumer.IsCancelled)
        {
            consumer.IsActive = true;
            _active.Enqueue(consumer);
        }
    }

    /// <summary>Hands out what waits for as long as somebody takes it.</summary>
    public void Pump()
    {
        while (_ready.Count > 0 && NextConsumer() is { } consumer)
        {
            if (!TryTakeLive(out QueueEntry entry))
            {
                return;
            }

            Hand(consumer, entry);
        }
    }

    // The next that can take a message. It keeps its place at the end of the line; those that cannot leave the line until they can.
    private Consumer? NextConsumer()
    {
        if (_hasPriorities)
        {
            return NextByPriority();
        }

        while (_active.TryDequeue(out Consumer? consumer))
        {
            if (CanTake(consumer))
            {
                _active.Enqueue(consumer);
                return consumer;
            }

            consumer.IsActive = false;
        }

        return null;
    }

    private Consumer? NextByPriority()
    {
        Consumer? best = null;
        for (int left = _active.Count; left > 0; left--)
        {
            Consumer consumer = _active.Dequeue();
            if (!CanTake(consumer))
            {
                consumer.IsActive = false;
                continue;
            }

            _active.Enqueue(consumer);
            best = best is null || consumer.Priority > best.Priority ? consumer : best;
        }

        // The one that was chosen goes behind its equals.
        for (int left = best is null ? 0 : _active.Count; left > 0; left--)
        {
            Consumer consumer = _active.Dequeue();
            if (consumer != best)
            {
                _active.Enqueue(consumer);
            }
        }

        if (best is not null)
        {
            _active.Enqueue(best);
        }

        return best;
    }

    private bool CanTake(Consumer consumer) => consumer.CanTake() && (!arguments.IsSingleActive || Consumers[0] == consumer);

    private void Hand(Consumer consumer, in QueueEntry entry)
    {
        if (!consumer.NoAck)
        {
            Unacknowledged++;
        }

        consumer.Channel.Deliver(consumer, entry);
    }
}
