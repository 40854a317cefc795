using System.Buffers.Binary;
using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Channels;

/// <content>Consumers, deliveries and what becomes of them.</content>
internal sealed partial class AmqpChannel
{
    private readonly Dictionary<string, Consumer> _consumers = [];
    private readonly DeliveryTable _deliveries = new();
    private ulong _lastTag;
    private int _openOfConsumers;
    private int _prefetchOfNew;
    private int _prefetchOfAll;

    /// <summary>True while the channel's own limit lets nothing more be delivered.</summary>
    public bool IsFull => _prefetchOfAll > 0 && _openOfConsumers >= _prefetchOfAll;

    /// <summary>Deliveries that are open.</summary>
    public int Open => _deliveries.Count;

    public int Consumers => _consumers.Count;

    /// <summary>Sends a message to a consumer.</summary>
    public void Deliver(Consumer consumer, in QueueEntry entry)
    {
        ulong tag = ++_lastTag;
        byte[] consumerTag = consumer.EncodedTag;
        int address = entry.Message.AddressSize;
        int payload = 4 + consumerTag.Length + 8 + 1 + address;
        Span<byte> room = connection.Out.Open().Reserve(payload + Frame.Overhead);
        room[0] = (byte)FrameKind.Method;
        BinaryPrimitives.WriteUInt16BigEndian(room[1..], number);
        BinaryPrimitives.WriteUInt32BigEndian(room[3..], (uint)payload);
        BinaryPrimitives.WriteUInt32BigEndian(room[7..], AmqpMethod.BasicDeliver);
        Span<byte> rest = room[11..];
        consumerTag.CopyTo(rest);
        rest = rest[consumerTag.Length..];
        BinaryPrimitives.WriteUInt64BigEndian(rest, tag);
        rest[8] = entry.IsRedelivered ? (byte)1 : (byte)0;
        entry.Message.Address.CopyTo(rest[9..]);
        room[^1] = Frame.End;
        ContentOut.Write(connection, number, entry.Message);
        _core.Counters.Delivered++;
        _core.Counters.DeliveredBytes += entry.Message.BodySize;
        if (consumer.NoAck)
        {
            _core.Messages.Release(entry.Message);
            return;
        }

        consumer.Open++;
        _openOfConsumers++;
        _deliveries.Add(new Delivery(tag, entry, consumer.Queue, consumer));
    }

    /// <summary>The queue of a consumer is gone, and so is the consumer.</summary>
    public void OnQueueDeleted(Consumer consumer)
    {
        consumer.IsCancelled = true;
        if (_consumers.Remove(consumer.Tag) && connection.HearsCancels && connection.Stage == ConnectionStage.Running && !_isClosing)
        {
            connection.Out.Open().Method(number, new BasicCancel(consumer.Tag, true));
        }
    }

    private void TakeBasic(uint method, ref AmqpReader arguments)
    {
        switch (method)
        {
            case AmqpMethod.BasicPublish:
                TakePublish(ref arguments);
                break;
            case AmqpMethod.BasicAck:
                BasicAck ack = Read<BasicAck>(ref arguments);
                Settle(ack.DeliveryTag, ack.IsMultiple, Verdicts.Done);
                break;
            case AmqpMethod.BasicNack:
                BasicNack nack = Read<BasicNack>(ref arguments);
                Settle(nack.DeliveryTag, nack.IsMultiple, nack.Requeue ? Verdicts.Back : Verdicts.Refused);
                break;
            case AmqpMethod.BasicReject:
                BasicReject reject = Read<BasicReject>(ref arguments);
                Settle(reject.DeliveryTag, false, reject.Requeue ? Verdicts.Back : Verdicts.Refused);
                break;
            case AmqpMethod.BasicQos:
                SetQos(Read<BasicQos>(ref arguments));
                break;
            case AmqpMethod.BasicConsume:
                Consume(Read<BasicConsume>(ref arguments));
                break;
            case AmqpMethod.BasicCancel:
                Cancel(Read<BasicCancel>(ref arguments));
                break;
            case AmqpMethod.BasicCancelOk:
                break;
            case AmqpMethod.BasicGet:
                Get(Read<BasicGet>(ref arguments));
                break;
            case AmqpMethod.BasicRecover or AmqpMethod.BasicRecoverAsync:
                Recover(Read<BasicRecover>(ref arguments), isAsync: method == AmqpMethod.BasicRecoverAsync);
                break;
            default:
                throw Unknown(method);
        }
    }

    private void SetQos(BasicQos asked)
    {
        if (asked.PrefetchSize != 0)
        {
            throw BrokerRefusal.NotImplemented($"prefetch_size!=0 ({asked.PrefetchSize})");
        }

        if (asked.IsGlobal)
        {
            _prefetchOfAll = asked.PrefetchCount;
        }
        else
        {
            _prefetchOfNew = asked.PrefetchCount;
        }

        connection.Out.Open().Method(number, AmqpMethod.BasicQosOk);
        if (asked.IsGlobal && !IsFull)
        {
            ActivateAll();
        }
    }

    private void Consume(BasicConsume asked)
    {
        MessageQueue queue = Queue(asked.Queue);
        string tag = asked.ConsumerTag.Length > 0 ? asked.ConsumerTag : $"amq.ctag-{Ids.New()}";
        if (_consumers.ContainsKey(tag))
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"attempt to reuse consumer tag '{tag}'");
        }

        if (queue.Consumers.Exists(consumer => consumer.IsExclusive) || (asked.IsExclusive && queue.Consumers.Count > 0))
        {
            throw BrokerRefusal.Refused($"queue '{queue.Name}' in vhost '{Host.Name}' in exclusive use");
        }

        if (_consumers.Count >= _core.Options.MaxConsumersPerChannel)
        {
            throw BrokerRefusal.Precondition($"consumer limit of a channel ({_core.Options.MaxConsumersPerChannel}) is reached");
        }

        if (asked.Arguments.TryGet("x-priority", out object? given) && FieldComparison.WholeNumber(given) is null)
        {
            throw BrokerRefusal.Precondition($"invalid arg 'x-priority' for queue '{queue.Name}' in vhost '{Host.Name}': \"expected integer, got {FieldText.TypeOf(given)}\"");
        }

        Consumer added = new(this, queue, tag)
        {
            NoAck = asked.NoAck,
            IsExclusive = asked.IsExclusive,
            Prefetch = _prefetchOfNew,
            Priority = FieldComparison.WholeNumber(asked.Arguments["x-priority"]) is { } priority ? (int)Int128.Clamp(priority, int.MinValue, int.MaxValue) : 0,
        };
        _consumers.Add(tag, added);
        queue.Add(added);
        Answer(asked.NoWait, new BasicConsumeOk(tag));
        queue.Activate(added);
    }

    private void Cancel(BasicCancel asked)
    {
        if (_consumers.Remove(asked.ConsumerTag, out Consumer? consumer))
        {
            consumer.IsCancelled = true;
            consumer.Queue.Remove(consumer);
        }

        Answer(asked.NoWait, new BasicCancelOk(asked.ConsumerTag));
    }

    private void Get(BasicGet asked)
    {
        MessageQueue queue = Queue(asked.Queue);
        bool isThere = queue.TryGet(asked.NoAck, out QueueEntry entry);
        _core.DeadLetters.Send();
        if (!isThere)
        {
            connection.Out.Open().Method(number, new BasicGetEmpty());
            return;
        }

        ulong tag = ++_lastTag;
        AmqpWriter writer = connection.Out.Open();
        int start = writer.Begin(FrameKind.Method, number);
        writer.Bits32(AmqpMethod.BasicGetOk);
        writer.Bits64(tag);
        writer.Octet(entry.IsRedelivered ? (byte)1 : (byte)0);
        writer.Raw(entry.Message.Address);
        writer.Bits32((uint)queue.Ready);
        writer.End(start);
        ContentOut.Write(connection, number, entry.Message);
        _core.Counters.Delivered++;
        _core.Counters.DeliveredBytes += entry.Message.BodySize;
        if (asked.NoAck)
        {
            _core.Messages.Release(entry.Message);
        }
        else
        {
            _deliveries.Add(new Delivery(tag, entry, queue, null));
        }
    }

    private void ReleaseConsumers()
    {
        Consumer[] consumers = [.. _consumers.Values];
        _consumers.Clear();
        foreach (Consumer consumer in consumers)
        {
            consumer.IsCancelled = true;
        }

        // Back first, so that a consumer elsewhere gets them; but nothing comes back to a queue that goes with its last consumer.
        RequeueAll();
        foreach (Consumer consumer in consumers)
        {
            consumer.Queue.Remove(consumer);
        }
    }
}
