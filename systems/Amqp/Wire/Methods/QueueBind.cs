namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 20: short reserved1 · shortstr queue · shortstr exchange · shortstr routingKey · bit noWait · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Binds a queue to an exchange.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="RoutingKey">The binding key.</param>
/// <param name="NoWait">No answer is wanted.</param>
/// <param name="Arguments">What a headers exchange compares.</param>
public readonly record struct QueueBind(string Queue, string Exchange, string RoutingKey, bool NoWait, FieldTable Arguments) : IAmqpMethod<QueueBind>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueBind;

    /// <inheritdoc/>
    public static QueueBind Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        byte bits = reader.Octet();
        FieldTable arguments = reader.Table();
        return new QueueBind(queue, exchange, routingKey, (bits & 1) != 0, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
        writer.Octet((byte)(NoWait ? 1 : 0));
        writer.Table(Arguments);
    }
}
