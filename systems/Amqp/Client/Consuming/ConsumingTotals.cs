namespace Millrace.Amqp;

/// <summary>The consumers of a client in numbers. Counts are since its start.</summary>
/// <param name="Consumers">Consumers that were started and not stopped.</param>
/// <param name="Consuming">Of these, the ones that the broker delivers to now.</param>
/// <param name="Delivered">Deliveries given to handlers.</param>
/// <param name="Acked">Deliveries acknowledged.</param>
/// <param name="Requeued">Deliveries put back into their queue.</param>
/// <param name="Rejected">Deliveries rejected.</param>
/// <param name="Failed">Deliveries whose handler threw.</param>
/// <param name="Redelivered">Deliveries that had been delivered before.</param>
/// <param name="StaleAcks">Settlements that came after their channel or connection had ended, and were dropped: the broker delivers those messages again.</param>
/// <param name="DoubleAcks">Settlements of a delivery that was settled already: a mistake of the program.</param>
/// <param name="Cancellations">Times that the broker ended a consumer.</param>
/// <param name="Resubscribed">Times that a consumer was put on a further connection or channel.</param>
/// <param name="Running">Handlers that run now.</param>
public readonly record struct ConsumingTotals(
    int Consumers, int Consuming, long Delivered, long Acked, long Requeued, long Rejected, long Failed, long Redelivered, long StaleAcks, long DoubleAcks, long Cancellations,
    long Resubscribed, int Running);
