namespace Millrace.Amqp.Consuming;

/// <summary>What the consumers count together. Fields, for <see cref="Interlocked"/>.</summary>
internal sealed class ConsumingCounters
{
    public long Delivered;
    public long Acked;
    public long Requeued;
    public long Rejected;
    public long Failed;
    public long Redelivered;
    public long StaleAcks;
    public long DoubleAcks;
    public long Cancellations;
    public long Resubscribed;
    public int Running;
}
