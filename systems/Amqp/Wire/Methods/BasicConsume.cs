namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 20: short reserved1 · shortstr queue · shortstr consumerTag · bit noLocal · bit noAck · bit isExclusive · bit noWait · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Makes a consumer of a queue.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="ConsumerTag">Its name on the channel; empty lets the server choose.</param>
/// <param name="NoLocal">Ignored by brokers.</param>
/// <param name="NoAck">Deliveries count as acknowledged.</param>
/// <param name="IsExclusive">It wants to be the only one.</param>
/// <param name="NoWait">No answer is wanted.</param>
/// <param name="Arguments">Extras.</param>
public readonly record struct BasicConsume(string Queue, string ConsumerTag, bool NoLocal, bool NoAck, bool IsExclusive, bool NoWait, FieldTable Arguments) : IAmqpMethod<BasicConsume>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicConsume;

    /// <inheritdoc/>
    public static BasicConsume Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        string consumerTag = reader.ShortString();
        byte bits = reader.Octet();
        FieldTable arguments = reader.Table();
        return new BasicConsume(queue, consumerTag, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.ShortString(ConsumerTag);
        writer.Octet((byte)((NoLocal ? 1 : 0) | (NoAck ? 2 : 0) | (IsExclusive ? 4 : 0) | (NoWait ? 8 : 0)));
        writer.Table(Arguments);
    }
}
