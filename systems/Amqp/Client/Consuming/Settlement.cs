namespace Millrace.Amqp.Consuming;

/// <summary>What is said to the broker about a delivery.</summary>
internal enum Settlement
{
    Ack,
    Requeue,
    Reject,
}
