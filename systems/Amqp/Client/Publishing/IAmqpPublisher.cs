using RabbitMQ.Client;

namespace Millrace.Amqp;

/// <summary>
/// Publishes for any number of tasks over a few channels. A caller that awaits each call before the next has its messages for one exchange and routing key in that order. Calls that are
/// not awaited one by one have no order among each other, and a message that is tried again (<see cref="PublisherOptions.Retries"/>) may come after later ones.
/// </summary>
/// <remarks>
/// A body and its properties are copied before the call returns to its caller, or, where it has to wait, before its task completes. Properties that many messages share are not
/// changed by publishing.
/// </remarks>
public interface IAmqpPublisher
{
    /// <summary>What the publisher has counted, and how it stands now.</summary>
    PublisherTotals Totals { get; }

    /// <summary>
    /// Publishes without confirmation. Completes once the message is in the buffer to the socket; what becomes of it, nobody says. Waits while that buffer is full (a slow network, or a
    /// broker that blocks publishers).
    /// </summary>
    /// <exception cref="AmqpConnectionLostException">There is no connection and the options say not to wait; the message was not sent.</exception>
    /// <exception cref="AmqpUnavailableException">
    /// There was no connection, or no room (<see cref="PublisherOptions.WaitForRoom"/>), for as long as the options allow to wait, or the broker allows no further channel; the message was not sent.
    /// </exception>
    /// <exception cref="AmqpChannelException">The broker refused a channel to publish on; the message was not sent.</exception>
    /// <exception cref="AmqpClosedException">The client is closed; the message was not sent.</exception>
    /// <exception cref="ArgumentException">The exchange's name, the routing key, the properties or the body are too long, or a header is of a type that AMQP has not; the message was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the message was written; it was not sent.</exception>
    ValueTask PublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes and waits for the broker's word. Never throws for what became of a message that was sent, but for a cancelled token: read <see cref="PublishResult.Outcome"/>. With
    /// <see cref="PublisherOptions.Retries"/> it is tried again when that is indefinite or a refusal: at least once, so a message may arrive twice, under one message id. Once an attempt was
    /// indefinite, the outcome is confirmed or indefinite and nothing else: whatever a later attempt meets, the earlier one may have arrived.
    /// </summary>
    /// <param name="exchange">The exchange; empty for the default one, which takes the name of a queue as routing key.</param>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="body">The body.</param>
    /// <param name="properties">Properties; null for none.</param>
    /// <param name="mandatory">Whether a message that no queue takes comes back as <see cref="PublishOutcome.Returned"/> instead of vanishing.</param>
    /// <param name="cancellationToken">Ends the wait. What was sent may still arrive.</param>
    /// <exception cref="AmqpConnectionLostException">There is no connection and the options say not to wait; the message was not sent.</exception>
    /// <exception cref="AmqpUnavailableException">
    /// There was no connection, or no room (<see cref="PublisherOptions.WaitForRoom"/>), for as long as the options allow to wait, or the broker allows no further channel; the message was not sent.
    /// </exception>
    /// <exception cref="AmqpChannelException">The broker refused a channel to publish on; the message was not sent.</exception>
    /// <exception cref="AmqpClosedException">The client is closed; the message was not sent.</exception>
    /// <exception cref="ArgumentException">The exchange's name, the routing key, the properties or the body are too long, or a header is of a type that AMQP has not; the message was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<PublishResult> PublishConfirmedAsync(
        string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties = null, bool mandatory = false, CancellationToken cancellationToken = default);
}
