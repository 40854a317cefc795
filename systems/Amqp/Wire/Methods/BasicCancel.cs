namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 30: shortstr consumerTag · bit noWait; bits that follow one another share an octet, lowest first.

/// <summary>Ends a consumer; from a broker: it has ended (RabbitMQ extension).</summary>
/// <param name="ConsumerTag">Its name.</param>
/// <param name="NoWait">No answer is wanted.</param>
public readonly record struct BasicCancel(string ConsumerTag, bool NoWait) : IAmqpMethod<BasicCancel>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicCancel;

    /// <inheritdoc/>
    public static BasicCancel Read(ref AmqpReader reader)
    {
        string consumerTag = reader.ShortString();
        byte bits = reader.Octet();
        return new BasicCancel(consumerTag, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(ConsumerTag);
        writer.Octet((byte)(NoWait ? 1 : 0));
    }
}
