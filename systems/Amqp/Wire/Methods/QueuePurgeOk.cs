namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 31: long messages; bits that follow one another share an octet, lowest first.

/// <summary>The queue is empty.</summary>
/// <param name="Messages">How many were dropped.</param>
public readonly record struct QueuePurgeOk(uint Messages) : IAmqpMethod<QueuePurgeOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueuePurgeOk;

    /// <inheritdoc/>
    public static QueuePurgeOk Read(ref AmqpReader reader)
    {
        uint messages = reader.Bits32();
        return new QueuePurgeOk(messages);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits32(Messages);
    }
}
