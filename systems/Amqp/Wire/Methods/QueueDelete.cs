namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 40: short reserved1 · shortstr queue · bit ifUnused · bit ifEmpty · bit noWait; bits that follow one another share an octet, lowest first.

/// <summary>Deletes a queue.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="IfUnused">Only where it has no consumer.</param>
/// <param name="IfEmpty">Only where it has no message.</param>
/// <param name="NoWait">No answer is wanted.</param>
public readonly record struct QueueDelete(string Queue, bool IfUnused, bool IfEmpty, bool NoWait) : IAmqpMethod<QueueDelete>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueDelete;

    /// <inheritdoc/>
    public static QueueDelete Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        byte bits = reader.Octet();
        return new QueueDelete(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.Octet((byte)((IfUnused ? 1 : 0) | (IfEmpty ? 2 : 0) | (NoWait ? 4 : 0)));
    }
}
