namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 90: longlong deliveryTag · bit requeue; bits that follow one another share an octet, lowest first.

/// <summary>A delivery is refused.</summary>
/// <param name="DeliveryTag">Its number on the channel.</param>
/// <param name="Requeue">Back to the queue, else dropped or dead-lettered.</param>
public readonly record struct BasicReject(ulong DeliveryTag, bool Requeue) : IAmqpMethod<BasicReject>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicReject;

    /// <inheritdoc/>
    public static BasicReject Read(ref AmqpReader reader)
    {
        ulong deliveryTag = reader.Bits64();
        byte bits = reader.Octet();
        return new BasicReject(deliveryTag, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits64(DeliveryTag);
        writer.Octet((byte)(Requeue ? 1 : 0));
    }
}
