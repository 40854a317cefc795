namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 120: longlong deliveryTag · bit isMultiple · bit requeue; bits that follow one another share an octet, lowest first.

/// <summary>Messages are refused: from a client deliveries, from a broker publishes (RabbitMQ extension).</summary>
/// <param name="DeliveryTag">The number on the channel; 0 with <see cref="IsMultiple"/> for all.</param>
/// <param name="IsMultiple">All up to this one.</param>
/// <param name="Requeue">Back to the queue, else dropped or dead-lettered.</param>
public readonly record struct BasicNack(ulong DeliveryTag, bool IsMultiple, bool Requeue) : IAmqpMethod<BasicNack>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicNack;

    /// <inheritdoc/>
    public static BasicNack Read(ref AmqpReader reader)
    {
        ulong deliveryTag = reader.Bits64();
        byte bits = reader.Octet();
        return new BasicNack(deliveryTag, (bits & 1) != 0, (bits & 2) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits64(DeliveryTag);
        writer.Octet((byte)((IsMultiple ? 1 : 0) | (Requeue ? 2 : 0)));
    }
}
