namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 70: short reserved1 · shortstr queue · bit noAck; bits that follow one another share an octet, lowest first.

/// <summary>Asks for one message.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="NoAck">It counts as acknowledged.</param>
public readonly record struct BasicGet(string Queue, bool NoAck) : IAmqpMethod<BasicGet>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicGet;

    /// <inheritdoc/>
    public static BasicGet Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        byte bits = reader.Octet();
        return new BasicGet(queue, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.Octet((byte)(NoAck ? 1 : 0));
    }
}
