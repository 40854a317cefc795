using Millrace.Amqp.Host.Channels;
using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Messages;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host;

/// <summary>A virtual host: exchanges and queues by name, and what is bound to what. On the broker's shard.</summary>
internal sealed class VirtualHost
{
    private readonly Dictionary<string, Exchange> _exchanges = [];
    private readonly Dictionary<string, MessageQueue> _queues = [];
    private readonly RouteCache _routes = new();
    private int _bindings;

    public VirtualHost(string name, BrokerCore core)
    {
        (Name, Core) = (name, core);
        Router = new Router(this);
        Default = Add(new Exchange("", ExchangeKind.Direct, true, false, false, FieldTable.Empty));
        foreach (ExchangeKind kind in Enum.GetValues<ExchangeKind>())
        {
            Add(new Exchange($"amq.{Exchange.WordOf(kind)}", kind, true, false, false, FieldTable.Empty));
        }

        Add(new Exchange("amq.match", ExchangeKind.Headers, true, false, false, FieldTable.Empty));
    }

    public string Name { get; }

    public BrokerCore Core { get; }

    public Router Router { get; }

    /// <summary>The exchange without a name: each queue is bound to it by its own.</summary>
    public Exchange Default { get; }

    public IReadOnlyCollection<MessageQueue> Queues => _queues.Values;

    public IReadOnlyCollection<Exchange> Exchanges => _exchanges.Values;

    /// <summary>Grows with every change of what is bound to what, so that a remembered route knows whether it still holds.</summary>
    public int Version { get; private set; }

    public Exchange? FindExchange(string name) => _exchanges.GetValueOrDefault(name);

    public MessageQueue? FindQueue(string name) => _queues.GetValueOrDefault(name);

    public Exchange Add(Exchange exchange)
    {
        if (_exchanges.Count >= Core.Options.MaxExchanges)
        {
            throw BrokerRefusal.Precondition($"cannot declare exchange '{exchange.Name}': exchange limit in vhost '{Name}' ({Core.Options.MaxExchanges}) is reached");
        }

        _exchanges.Add(exchange.Name, exchange);
        Change();
        return exchange;
    }

    public MessageQueue Add(MessageQueue queue)
    {
        if (_queues.Count >= Core.Options.MaxQueues)
        {
            throw BrokerRefusal.Precondition($"cannot declare queue '{queue.Name}': queue limit in vhost '{Name}' ({Core.Options.MaxQueues}) is reached");
        }

        _queues.Add(queue.Name, queue);
        Change();
        queue.WatchUse();
        return queue;
    }

    /// <summary>Where a message goes; null where its exchange does not exist.</summary>
    public Route? Find(Message message)
    {
        if (_routes.Find(message.Address) is { } known && !HasFurtherKeys(message))
        {
            return known;
        }

        message.ReadAddress(out string name, out string key);
        if (FindExchange(name) is not { } exchange)
        {
            return null;
        }

        if (exchange.IsInternal)
        {
            throw BrokerRefusal.Refused($"cannot publish to internal exchange '{name}' in vhost '{Name}'");
        }

        BasicProperties? properties = (message.Kinds & PropertyKinds.Headers) != 0 ? message.ReadProperties() : null;
        List<string> further = properties is null ? [] : FurtherKeys(properties);
        Route route = Router.Find(exchange, [key, .. further], properties?.Headers);
        if (route.IsFixed && further.Count == 0)
        {
            _routes.Keep(message.Address, route);
        }

        return route;
    }

    /// <summary>The routing keys that the headers CC and BCC name (rabbitmq.com, "Sender-selected Distribution").</summary>
    public static List<string> FurtherKeys(BasicProperties properties)
    {
        List<string> keys = [];
        foreach (string field in (ReadOnlySpan<string>)["CC", "BCC"])
        {
            if (properties.Headers?[field] is List<object?> list)
            {
                keys.AddRange(list.OfType<string>());
            }
        }

        return keys;
    }

    /// <summary>Adds a binding; one that is there already is no second one.</summary>
    public void Bind(Binding binding)
    {
        HashSet<Binding> there = IncomingOf(binding);
        if (there.Contains(binding))
        {
            return;
        }

        if (_bindings >= Core.Options.MaxBindings)
        {
            throw BrokerRefusal.Precondition($"cannot bind: binding limit in vhost '{Name}' ({Core.Options.MaxBindings}) is reached");
        }

        _bindings++;
        binding.Source.Outgoing.Add(binding);
        binding.Source.Index.Add(binding);
        there.Add(binding);
        Change();
    }

    /// <summary>Takes a binding away, where there is one like it.</summary>
    public void Unbind(Binding like)
    {
        if (IncomingOf(like).TryGetValue(like, out Binding? binding))
        {
            Remove(binding);
        }
    }

    /// <summary>Deletes an exchange with its bindings.</summary>
    public void Delete(Exchange exchange)
    {
        if (exchange.IsDeleted)
        {
            return;
        }

        exchange.IsDeleted = true;
        _exchanges.Remove(exchange.Name);
        foreach (Binding binding in (Binding[])[.. exchange.Outgoing, .. exchange.Incoming])
        {
            Remove(binding);
        }

        Change();
    }

    /// <summary>Deletes a queue with its bindings, messages and consumers, who are told; how many messages it had.</summary>
    public int Delete(MessageQueue queue)
    {
        if (queue.IsDeleted)
        {
            return 0;
        }

        _queues.Remove(queue.Name);
        int messages = queue.End();
        foreach (Binding binding in queue.Incoming.ToArray())
        {
            Remove(binding);
        }

        Change();
        queue.Owner?.Forget(queue);
        foreach (Consumer consumer in queue.Consumers)
        {
            consumer.Channel.OnQueueDeleted(consumer);
        }

        queue.Consumers.Clear();
        return messages;
    }

    private static HashSet<Binding> IncomingOf(Binding binding) => binding.Queue?.Incoming ?? binding.Exchange!.Incoming;

    private static bool HasFurtherKeys(Message message) =>
        (message.Kinds & PropertyKinds.Headers) != 0 && (message.Header.IndexOf("\u0002CCA"u8) >= 0 || message.Header.IndexOf("\u0003BCCA"u8) >= 0);

    private void Remove(Binding binding)
    {
        IncomingOf(binding).Remove(binding);
        if (!binding.Source.Outgoing.Remove(binding))
        {
            return;
        }

        _bindings--;
        binding.Source.Index.Remove(binding);
        Change();
        if (binding.Source is { IsAutoDelete: true, IsDeleted: false, Outgoing.Count: 0 })
        {
            Delete(binding.Source);
        }
    }

    private void Change()
    {
        Version++;
        _routes.Clear();
    }
}
