namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 41: long messages; bits that follow one another share an octet, lowest first.

/// <summary>The queue is gone.</summary>
/// <param name="Messages">How many went with it.</param>
public readonly record struct QueueDeleteOk(uint Messages) : IAmqpMethod<QueueDeleteOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueDeleteOk;

    /// <inheritdoc/>
    public static QueueDeleteOk Read(ref AmqpReader reader)
    {
        uint messages = reader.Bits32();
        return new QueueDeleteOk(messages);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits32(Messages);
    }
}
