using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Topology;

/// <summary>What a client has declared, and puts back on every new connection.</summary>
internal sealed class TopologyBook(AmqpOptions options, ILogger logger)
{
    private readonly AmqpOptions _options = options;
    private readonly ILogger _logger = logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AmqpExchange> _exchanges = [];
    private readonly Dictionary<string, AmqpQueue> _queues = [];
    private readonly HashSet<AmqpBinding> _bindings = new(BindingsAlike.Instance);
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Told of everything that could not be put back, on a thread of the pool and one after another for each link.</summary>
    public event Action<AmqpTopologyFailure>? Failed;

    /// <summary>What the broker calls a queue.</summary>
    public string Resolve(string name)
    {
        lock (_lock)
        {
            return _names.GetValueOrDefault(name, name);
        }
    }

    /// <summary>
    /// The guest that puts it back on one link's sessions. On the consuming one that is everything. On the publishing one it is what a restart of the broker takes away and what no
    /// connection owns: a message must find it there, whichever connection is back first.
    /// </summary>
    public ISessionGuest GuestOf(AmqpLink link, bool consuming) => new Guest(this, link, consuming);

    /// <summary>Declares and, part by part, remembers.</summary>
    public async Task DeclareAsync(AmqpTopology topology, AmqpLink link, CancellationToken cancellationToken)
    {
        AmqpSession session = await link.GetAsync(cancellationToken).ConfigureAwait(false);
        await using var declaring = new Declaring(session, this, _options);
        try
        {
            // Pipelined first, which costs one round trip where all is well.
            if (!await declaring.TryAllAsync(topology, cancellationToken).ConfigureAwait(false))
            {
                await declaring.OneByOneAsync(Parts(topology), (_, failure) => throw failure, Record, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (session.Cause is { } cause && exception is not AmqpException && !cancellationToken.IsCancellationRequested)
        {
            throw cause is AmqpConnectionLostException lost ? lost : new AmqpClosedException();
        }
        catch (Exception exception) when (exception is OperationInterruptedException or IOException or SocketException or ObjectDisposedException)
        {
            // The library knows of the loss before the link does.
            link.Suspect(session, exception);
            throw new AmqpConnectionLostException($"declaring the topology: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AmqpUnavailableException("declaring the topology: the broker did not answer in time (Links.AnswerTimeout)", exception);
        }
        catch (WireFormattingException exception)
        {
            throw new ArgumentException($"declaring the topology: AMQP cannot carry one of its arguments: {exception.Message}", nameof(topology), exception);
        }

        foreach (object part in Parts(topology))
        {
            Record(part);
        }
    }

    /// <summary>Notes what the broker calls a queue now.</summary>
    public void Name(AmqpQueue queue, string actual)
    {
        string? before;
        lock (_lock)
        {
            before = _names.GetValueOrDefault(queue.Name);
            _names[queue.Name] = actual;
        }

        if (before is not null && before != actual)
        {
            LinkLog.Renamed(_logger, queue.Name, before, actual);
        }
    }

    /// <summary>Every part of a topology in the order of declaring.</summary>
    public static IEnumerable<object> Parts(AmqpTopology topology) => [.. topology.Exchanges, .. topology.Queues, .. topology.Bindings];

    private void Record(object part)
    {
        lock (_lock)
        {
            switch (part)
            {
                case AmqpExchange exchange:
                    _exchanges[exchange.Name] = exchange;
                    break;
                case AmqpQueue queue:
                    _queues[queue.Name] = queue;
                    break;
                case AmqpBinding binding:
                    _bindings.Add(binding);
                    break;
            }
        }
    }

    private AmqpTopology All()
    {
        lock (_lock)
        {
            return new AmqpTopology { Exchanges = [.. _exchanges.Values], Queues = [.. _queues.Values], Bindings = [.. _bindings] };
        }
    }

    private AmqpTopology Passing()
    {
        AmqpTopology all = All();
        AmqpExchange[] exchanges = [.. all.Exchanges.Where(exchange => !exchange.Durable)];
        AmqpQueue[] queues = [.. all.Queues.Where(queue => !queue.Durable && !queue.Exclusive && !queue.ServerNamed)];
        HashSet<string> passing = [.. exchanges.Select(exchange => $"e{exchange.Name}"), .. queues.Select(queue => $"q{queue.Name}")];
        HashSet<string> owned = [.. all.Queues.Where(queue => queue.Exclusive || queue.ServerNamed).Select(queue => queue.Name)];
        AmqpBinding[] bindings = [.. all.Bindings.Where(binding => (passing.Contains($"e{binding.Source}") || passing.Contains($"{(binding.ToExchange ? 'e' : 'q')}{binding.Destination}"))
            && (binding.ToExchange || !owned.Contains(binding.Destination)))];
        return new AmqpTopology { Exchanges = exchanges, Queues = queues, Bindings = bindings };
    }

    /// <summary>True while the book says the same of it as when it could not be put back: meanwhile the program may have declared it another way.</summary>
    private bool StillWants(object part)
    {
        lock (_lock)
        {
            return part switch
            {
                AmqpExchange exchange => ReferenceEquals(_exchanges.GetValueOrDefault(exchange.Name), exchange),
                AmqpQueue queue => ReferenceEquals(_queues.GetValueOrDefault(queue.Name), queue),
                AmqpBinding binding => _bindings.Contains(binding),
                _ => false,
            };
        }
    }

    private sealed class Guest(TopologyBook book, AmqpLink link, bool consuming) : ISessionGuest
    {
        private readonly Restoring _restoring = new(book, link, book._options, book._logger)
        {
            Failed = failure => book.Failed?.Invoke(failure),
            StillWants = book.StillWants,
        };

        public Task SettleAsync(AmqpSession session, CancellationToken cancellationToken) =>
            _restoring.RestoreAsync(session, consuming ? book.All() : book.Passing(), cancellationToken);
    }
}
