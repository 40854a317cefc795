using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Channels;

/// <content>The methods of class queue.</content>
internal sealed partial class AmqpChannel
{
    private const string Reserved = "amq.";

    private string? _lastQueue;

    private void TakeQueue(uint method, ref AmqpReader arguments)
    {
        switch (method)
        {
            case AmqpMethod.QueueDeclare:
                Declare(Read<QueueDeclare>(ref arguments));
                break;
            case AmqpMethod.QueueBind:
                QueueBind bind = Read<QueueBind>(ref arguments);
                Host.Bind(NewBinding(bind.Queue, bind.Exchange, bind.RoutingKey, bind.Arguments));
                Answer(bind.NoWait, AmqpMethod.QueueBindOk);
                break;
            case AmqpMethod.QueueUnbind:
                QueueUnbind unbind = Read<QueueUnbind>(ref arguments);
                Unbind(unbind);
                Answer(false, AmqpMethod.QueueUnbindOk);
                break;
            case AmqpMethod.QueuePurge:
                QueuePurge purge = Read<QueuePurge>(ref arguments);
                Answer(purge.NoWait, new QueuePurgeOk((uint)Queue(purge.Queue).Purge()));
                break;
            case AmqpMethod.QueueDelete:
                Delete(Read<QueueDelete>(ref arguments));
                break;
            default:
                throw Unknown(method);
        }
    }

    // What is not there needs no unbinding: that is no error.
    private void Unbind(QueueUnbind asked)
    {
        ThrowIfDefault(asked.Exchange);
        if (Host.FindExchange(asked.Exchange) is not null && (asked.Queue.Length == 0 || Host.FindQueue(asked.Queue) is not null))
        {
            Host.Unbind(NewBinding(asked.Queue, asked.Exchange, asked.RoutingKey, asked.Arguments));
        }
    }

    private void Declare(QueueDeclare asked)
    {
        string name = asked.Queue;
        if (name.Length == 0 && !asked.IsPassive) // a passive one has no queue without a name, as in RabbitMQ
        {
            name = $"{Reserved}gen-{Ids.New()}";
        }

        MessageQueue? queue = Host.FindQueue(name);
        if (asked.IsPassive)
        {
            ThrowIfLocked(queue ?? throw BrokerRefusal.NotFound("queue", name, Host.Name));
        }
        else if (queue is not null)
        {
            ThrowUnlessSame(queue, asked);
        }
        else
        {
            queue = Make(name, asked);
        }

        queue.NoteUse();
        _lastQueue = name;
        Answer(asked.NoWait, new QueueDeclareOk(name, (uint)queue.Ready, (uint)queue.Consumers.Count));
    }

    private MessageQueue Make(string name, QueueDeclare asked)
    {
        if (asked.Queue.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw BrokerRefusal.Refused($"queue name '{name}' contains reserved prefix 'amq.*'");
        }

        QueueArguments arguments = QueueArguments.Read(asked.Arguments, name, Host.Name);
        if (asked.Arguments["x-queue-type"] is "quorum")
        {
            AmqpLog.QuorumAsClassic(_core.Log, name);
        }

        MessageQueue queue = Host.Add(new MessageQueue(Host, name, asked.IsDurable, asked.IsAutoDelete, asked.IsExclusive ? connection : null, arguments));
        if (asked.IsExclusive)
        {
            connection.Own(queue);
        }

        return queue;
    }

    private void ThrowUnlessSame(MessageQueue queue, QueueDeclare asked)
    {
        if (queue.Owner is null ? asked.IsExclusive : queue.Owner != connection || !asked.IsExclusive)
        {
            throw Locked(queue);
        }

        ThrowUnlessEqual("durable", "queue", queue.Name, asked.IsDurable, queue.IsDurable);
        ThrowUnlessEqual("auto_delete", "queue", queue.Name, asked.IsAutoDelete, queue.IsAutoDelete);
        QueueArguments.Read(asked.Arguments, queue.Name, Host.Name);
        queue.Arguments.ThrowUnlessSame(asked.Arguments, queue.Name, Host.Name);
    }

    private void Delete(QueueDelete asked)
    {
        string name = asked.Queue.Length > 0 ? asked.Queue : LastQueue();
        int messages = 0;
        if (Host.FindQueue(name) is { } queue)
        {
            ThrowIfLocked(queue);
            if (asked.IfUnused && queue.Consumers.Count > 0)
            {
                throw BrokerRefusal.Precondition($"queue '{name}' in vhost '{Host.Name}' in use");
            }

            if (asked.IfEmpty && queue.Ready > 0)
            {
                throw BrokerRefusal.Precondition($"queue '{name}' in vhost '{Host.Name}' not empty");
            }

            messages = Host.Delete(queue);
        }

        Answer(asked.NoWait, new QueueDeleteOk((uint)messages));
    }

    private Binding NewBinding(string queueName, string exchangeName, string key, FieldTable arguments)
    {
        MessageQueue queue = Queue(queueName);
        Exchange exchange = BindableExchange(exchangeName);
        if (exchange.Kind == ExchangeKind.Headers)
        {
            HeadersIndex.Check(arguments);
        }

        // A queue without a name and a key: the key is the queue's name then, too (section of queue.bind in the specification).
        return new Binding(exchange, queue, null, queueName.Length == 0 && key.Length == 0 ? queue.Name : key, arguments);
    }

    // The queue of this name, or the last one that was declared on the channel where there is none.
    private MessageQueue Queue(string name)
    {
        name = name.Length > 0 ? name : LastQueue();
        MessageQueue queue = Host.FindQueue(name) ?? throw BrokerRefusal.NotFound("queue", name, Host.Name);
        ThrowIfLocked(queue);
        return queue;
    }

    private string LastQueue() => _lastQueue ?? throw new BrokerRefusal(ReplyCode.NotFound, "no previously declared queue");

    private void ThrowIfLocked(MessageQueue queue)
    {
        if (queue.Owner is not null && queue.Owner != connection)
        {
            throw Locked(queue);
        }
    }

    private BrokerRefusal Locked(MessageQueue queue) => new(
        ReplyCode.ResourceLocked,
        $"cannot obtain exclusive access to locked queue '{queue.Name}' in vhost '{Host.Name}'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.");

    private void ThrowUnlessEqual(string argument, string kind, string name, bool received, bool current) =>
        ThrowUnlessEqual(argument, kind, name, received ? "true" : "false", current ? "true" : "false");

    private void ThrowUnlessEqual(string argument, string kind, string name, string received, string current)
    {
        if (received != current)
        {
            throw BrokerRefusal.Precondition($"inequivalent arg '{argument}' for {kind} '{name}' in vhost '{Host.Name}': received '{received}' but current is '{current}'");
        }
    }
}
