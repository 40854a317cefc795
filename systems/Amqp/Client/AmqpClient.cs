using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Channels;
using Millrace.Amqp.Consuming;
using Millrace.Amqp.Hosting;
using Millrace.Amqp.Links;
using Millrace.Amqp.Publishing;
using Millrace.Amqp.Topology;

namespace Millrace.Amqp;

/// <summary>
/// A service's whole way to its brokers: one connection to publish and one to consume, shared by any number of tasks, and made again within milliseconds when they are
/// lost, with everything that was declared and consumed on them.
/// </summary>
public sealed class AmqpClient : IAsyncDisposable
{
    // What handlers publish at their end must still be confirmed: they may not use up the whole time.
    private const double ConsumersShare = 2.0 / 3;
    private readonly AmqpOptions _options;
    private readonly AmqpLink _publish;
    private readonly AmqpLink _consume;
    private readonly TopologyBook _topology;
    private readonly ChannelPool _channels;
    private readonly AmqpPublisher _publisher;
    private readonly AmqpConsumers _consumers;
    private readonly Lock _closing = new();
    private string _broker = "";
    private Task? _closed;

    private AmqpClient(AmqpOptions options, ILoggerFactory loggers)
    {
        _options = options;
        Loggers = loggers;
        var logger = new SafeLogger(loggers.CreateLogger("Millrace.Amqp"));
        _publish = new AmqpLink("publish", options, logger);
        _consume = new AmqpLink("consume", options, logger);
        _topology = new TopologyBook(options, logger);
        _publish.Sibling = _consume;
        _consume.Sibling = _publish;
        _publish.Add(_topology.GuestOf(_publish, consuming: false));
        _consume.Add(_topology.GuestOf(_consume, consuming: true));
        _topology.Failed += failure => TopologyFailed?.Invoke(this, failure);
        foreach (AmqpLink link in new[] { _publish, _consume })
        {
            link.StateChanged += change => StateChanged?.Invoke(this, change);
            link.BlockedChanged += change => BlockedChanged?.Invoke(this, change);
        }

        _channels = new ChannelPool(options.Channels, _publish, options.Time, logger);
        _publisher = new AmqpPublisher(options.Publishing, _publish, options.Time, logger, $"{Guid.NewGuid():n}-");
        _consumers = new AmqpConsumers(options.Consuming, _consume, options.Time, logger) { QueueName = _topology.Resolve };
    }

    /// <summary>Raised when a connection has come, gone or been refused; on a thread of the pool, one after another for each connection.</summary>
    public event EventHandler<AmqpStateChange>? StateChanged;

    /// <summary>Raised when the broker blocks a connection, being short of memory or disk, and when it lets it go on.</summary>
    public event EventHandler<AmqpBlockedChange>? BlockedChanged;

    /// <summary>Raised for each exchange, queue or binding that could not be put back on a new connection.</summary>
    public event EventHandler<AmqpTopologyFailure>? TopologyFailed;

    /// <summary>How the client is: as its worse connection is.</summary>
    public AmqpState State => (AmqpState)Math.Max((int)_publish.State, (int)_consume.State);

    /// <summary>What the broker calls itself, product and version, such as <c>RabbitMQ 3.10.8</c>; empty while there was no connection yet.</summary>
    public string Broker => _broker = _publish.Current?.Connection.ServerProperties is { } said ? $"{Said(said, "product")} {Said(said, "version")}".Trim() : _broker;

    /// <summary>True while the broker blocks the publishing connection: publishing waits.</summary>
    public bool IsBlocked => _publish.IsBlocked;

    /// <summary>How often both connections were made: 2 when neither was ever lost.</summary>
    public int Epochs => _publish.Epoch + _consume.Epoch;

    /// <summary>Channels of the publishing connection, for whatever the client has no word for: shared, one task at a time each.</summary>
    public IChannelPool Channels => _channels;

    /// <summary>Publishes for any number of tasks, with confirmation or without.</summary>
    public IAmqpPublisher Publisher => _publisher;

    /// <summary>Consumers, each with a channel of its own on the consuming connection.</summary>
    public IAmqpConsumers Consumers => _consumers;

    internal AmqpOptions Options => _options;

    internal ILoggerFactory Loggers { get; }

    internal AmqpLink PublishLink => _publish;

    internal AmqpLink ConsumeLink => _consume;

    /// <summary>
    /// Connects to the first of the brokers that can be reached, and stays connected from then on.
    /// </summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    /// <exception cref="AmqpUnavailableException">No broker can be reached.</exception>
    /// <exception cref="AmqpRefusedException">A broker refused the user, the virtual host, or the kind of connection.</exception>
    public static async Task<AmqpClient> ConnectAsync(AmqpOptions options, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        AmqpClient client = Unconnected(options, loggers);
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Declares exchanges, queues and bindings, in this order, and puts them back on every new connection from then on.
    /// </summary>
    /// <exception cref="ArgumentException">The topology is wrong in itself; the message says all that is.</exception>
    /// <exception cref="AmqpChannelException">The broker refused a part, which the message names; what came before it is declared.</exception>
    /// <exception cref="AmqpUnavailableException">There was no connection for too long.</exception>
    public Task DeclareAsync(AmqpTopology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        if (topology.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException($"The topology is wrong. {string.Join(' ', errors)}", nameof(topology));
        }

        return _topology.DeclareAsync(topology, _consume, cancellationToken);
    }

    /// <summary>Starts a consumer: short for <see cref="IAmqpConsumers.StartAsync(ConsumerOptions, Func{Delivery, CancellationToken, ValueTask}, CancellationToken)"/>.</summary>
    public Task<AmqpConsumer> ConsumeAsync(ConsumerOptions options, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default) =>
        _consumers.StartAsync(options, handler, cancellationToken);

    /// <summary>What the broker calls a queue: its own name for one that is <see cref="AmqpQueue.ServerNamed"/>, or else <paramref name="name"/> as it is.</summary>
    public string QueueName(string name) => _topology.Resolve(name);

    /// <summary>
    /// Ends gracefully: consumers finish what they have begun, outstanding confirms are waited for, and both connections say good-bye; all within
    /// <see cref="AmqpOptions.CloseTimeout"/>, of which handlers have two thirds at most, so that what they published is confirmed in the rest. Who still waits for something gets <see cref="AmqpClosedException"/>. A second call waits for the first.
    /// </summary>
    public Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_closing)
        {
            _closed ??= CloseOnceAsync(cancellationToken);
            return _closed;
        }
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private async Task CloseOnceAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = new CancellationTokenSource(_options.CloseTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var share = new CancellationTokenSource(_options.CloseTimeout * ConsumersShare, _options.Time);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
        await UntilAsync(_consumers.StopAsync(first.Token), first.Token).ConfigureAwait(false);
        await UntilAsync(_publisher.CloseAsync(both.Token).AsTask(), both.Token).ConfigureAwait(false);
        await UntilAsync(_channels.DisposeAsync().AsTask(), both.Token).ConfigureAwait(false);
        await Task.WhenAll(_publish.CloseAsync(both.Token), _consume.CloseAsync(both.Token)).ConfigureAwait(false);
    }

    /// <summary>A client whose callers wait until <see cref="StartAsync"/> has connected it.</summary>
    internal static AmqpClient Unconnected(AmqpOptions options, ILoggerFactory? loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Validate() is { Count: > 0 } errors
            ? throw new ArgumentException($"The options of the AMQP client are wrong. {string.Join(' ', errors)}", nameof(options))
            : new AmqpClient(options, loggers ?? NullLoggerFactory.Instance);
    }

    /// <summary>Makes both first connections.</summary>
    internal Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_publish.StartAsync(cancellationToken), _consume.StartAsync(cancellationToken));

    private static string Said(IDictionary<string, object?> properties, string name) => properties.TryGetValue(name, out object? value) ? value switch
    {
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => "",
    } : "";

    // What a part finds broken at the end was broken before; the rest closes all the same.
    private static async Task UntilAsync(Task part, CancellationToken limit) => await part.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
