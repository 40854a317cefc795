namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 11: shortstr queue · long messages · long consumers; bits that follow one another share an octet, lowest first.

/// <summary>The queue is there.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">Messages that are ready.</param>
/// <param name="Consumers">Consumers of it.</param>
public readonly record struct QueueDeclareOk(string Queue, uint Messages, uint Consumers) : IAmqpMethod<QueueDeclareOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueDeclareOk;

    /// <inheritdoc/>
    public static QueueDeclareOk Read(ref AmqpReader reader)
    {
        string queue = reader.ShortString();
        uint messages = reader.Bits32();
        uint consumers = reader.Bits32();
        return new QueueDeclareOk(queue, messages, consumers);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(Queue);
        writer.Bits32(Messages);
        writer.Bits32(Consumers);
    }
}
