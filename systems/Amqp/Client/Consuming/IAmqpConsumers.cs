namespace Millrace.Amqp;

/// <summary>Consumers by the hundred, each with a channel of its own, put back by themselves after a lost connection.</summary>
public interface IAmqpConsumers
{
    /// <summary>What the consumers have counted together, and how they stand now.</summary>
    ConsumingTotals Totals { get; }

    /// <summary>
    /// Starts one. Completes when the broker delivers to it. The handler's token is cancelled when the delivery is no longer this client's (connection lost, channel closed, queue deleted)
    /// or a stop has waited long enough. A handler should end then: while it runs on a channel that the broker has closed, the library reads nothing more from the consuming connection.
    /// </summary>
    /// <exception cref="AmqpChannelException">The broker refused it: no such queue (404), no right to read (403), another has it for itself (403, 405).</exception>
    /// <exception cref="AmqpUnavailableException">There was no connection, or no answer, for as long as the options allow to wait, or no channel left.</exception>
    /// <exception cref="AmqpClosedException">The client or its consumers were stopped.</exception>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    Task<AmqpConsumer> StartAsync(ConsumerOptions options, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default);

    /// <summary>Starts many side by side, with one handler. Either all stand, or none is left and the first refusal is thrown.</summary>
    /// <exception cref="AmqpChannelException">The broker refused one of them.</exception>
    /// <exception cref="AmqpUnavailableException">There was no connection, or no answer, for as long as the options allow to wait, or no channel left.</exception>
    /// <exception cref="AmqpClosedException">The client or its consumers were stopped.</exception>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    Task<IReadOnlyList<AmqpConsumer>> StartAsync(IReadOnlyList<ConsumerOptions> options, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default);

    /// <summary>Stops all: no further deliveries, handlers that run finish, acknowledgements go out, channels close.</summary>
    Task StopAsync(CancellationToken cancellationToken = default);
}
