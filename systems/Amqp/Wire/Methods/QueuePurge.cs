namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 30: short reserved1 · shortstr queue · bit noWait; bits that follow one another share an octet, lowest first.

/// <summary>Empties a queue.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="NoWait">No answer is wanted.</param>
public readonly record struct QueuePurge(string Queue, bool NoWait) : IAmqpMethod<QueuePurge>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueuePurge;

    /// <inheritdoc/>
    public static QueuePurge Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        byte bits = reader.Octet();
        return new QueuePurge(queue, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.Octet((byte)(NoWait ? 1 : 0));
    }
}
