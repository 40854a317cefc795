using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Follows bindings from an exchange to queues. Without recursion, and each exchange once: who binds exchanges in a circle or in a long chain hurts nobody.</summary>
internal sealed class Router(VirtualHost host)
{
    private readonly List<Binding> _matches = [];
    private readonly Queue<Exchange> _waiting = new();
    private readonly HashSet<Exchange> _seen = [];
    private readonly HashSet<MessageQueue> _found = [];

    /// <summary>The queues for a message.</summary>
    /// <param name="exchange">Where it was published.</param>
    /// <param name="keys">Its routing key, and those of CC and BCC.</param>
    /// <param name="headers">Its headers.</param>
    public Route Find(Exchange exchange, IReadOnlyList<string> keys, FieldTable? headers)
    {
        bool isFixed = true;
        _found.Clear();
        _seen.Clear();
        _waiting.Clear();
        Visit(exchange);
        while (_waiting.TryDequeue(out Exchange? at))
        {
            isFixed &= at.Kind != ExchangeKind.Headers;
            if (!Follow(at, keys, headers) && at.Alternate is { } name && host.FindExchange(name) is { } alternate)
            {
                Visit(alternate);
            }
        }

        return _found.Count == 0 && isFixed ? Route.Nowhere : new Route([.. _found], isFixed);
    }

    // True where at least one binding took the message.
    private bool Follow(Exchange at, IReadOnlyList<string> keys, FieldTable? headers)
    {
        if (at == host.Default)
        {
            int before = _found.Count;
            foreach (string key in keys)
            {
                if (host.FindQueue(key) is { } queue)
                {
                    _found.Add(queue);
                }
            }

            return _found.Count > before;
        }

        _matches.Clear();
        foreach (string key in keys)
        {
            at.Index.Match(key, headers, _matches);
        }

        foreach (Binding binding in _matches)
        {
            if (binding.Queue is { } queue)
            {
                _found.Add(queue);
            }
            else
            {
                Visit(binding.Exchange!);
            }
        }

        return _matches.Count > 0;
    }

    private void Visit(Exchange exchange)
    {
        if (_seen.Add(exchange))
        {
            _waiting.Enqueue(exchange);
        }
    }
}
