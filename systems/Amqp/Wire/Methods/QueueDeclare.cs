namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 10: short reserved1 · shortstr queue · bit isPassive · bit isDurable · bit isExclusive · bit isAutoDelete · bit noWait · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Makes a queue, or asks whether it is there.</summary>
/// <param name="Queue">Its name; empty lets the server choose.</param>
/// <param name="IsPassive">Only ask.</param>
/// <param name="IsDurable">Outlives the broker.</param>
/// <param name="IsExclusive">Of this connection alone, and goes with it.</param>
/// <param name="IsAutoDelete">Goes with its last consumer.</param>
/// <param name="NoWait">No answer is wanted.</param>
/// <param name="Arguments">Limits and other extras.</param>
public readonly record struct QueueDeclare(string Queue, bool IsPassive, bool IsDurable, bool IsExclusive, bool IsAutoDelete, bool NoWait, FieldTable Arguments) : IAmqpMethod<QueueDeclare>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueDeclare;

    /// <inheritdoc/>
    public static QueueDeclare Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        byte bits = reader.Octet();
        FieldTable arguments = reader.Table();
        return new QueueDeclare(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.Octet((byte)((IsPassive ? 1 : 0) | (IsDurable ? 2 : 0) | (IsExclusive ? 4 : 0) | (IsAutoDelete ? 8 : 0) | (NoWait ? 16 : 0)));
        writer.Table(Arguments);
    }
}
