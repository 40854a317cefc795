namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 80: longlong deliveryTag · bit isMultiple; bits that follow one another share an octet, lowest first.

/// <summary>Messages are done: from a client deliveries, from a broker publishes.</summary>
/// <param name="DeliveryTag">The number on the channel; 0 with <see cref="IsMultiple"/> for all.</param>
/// <param name="IsMultiple">All up to this one.</param>
public readonly record struct BasicAck(ulong DeliveryTag, bool IsMultiple) : IAmqpMethod<BasicAck>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicAck;

    /// <inheritdoc/>
    public static BasicAck Read(ref AmqpReader reader)
    {
        ulong deliveryTag = reader.Bits64();
        byte bits = reader.Octet();
        return new BasicAck(deliveryTag, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits64(DeliveryTag);
        writer.Octet((byte)(IsMultiple ? 1 : 0));
    }
}
