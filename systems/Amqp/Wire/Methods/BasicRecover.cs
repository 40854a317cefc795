namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 110: bit requeue; bits that follow one another share an octet, lowest first.

/// <summary>All deliveries that are not acknowledged go back.</summary>
/// <param name="Requeue">Must be true with RabbitMQ.</param>
public readonly record struct BasicRecover(bool Requeue) : IAmqpMethod<BasicRecover>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicRecover;

    /// <inheritdoc/>
    public static BasicRecover Read(ref AmqpReader reader)
    {
        byte bits = reader.Octet();
        return new BasicRecover((bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet((byte)(Requeue ? 1 : 0));
    }
}
