namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class queue (50), method 50: short reserved1 · shortstr queue · shortstr exchange · shortstr routingKey · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Ends a binding of a queue.</summary>
/// <param name="Queue">The queue; empty for the last that was declared on the channel.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="RoutingKey">The binding key.</param>
/// <param name="Arguments">What a headers exchange compares.</param>
public readonly record struct QueueUnbind(string Queue, string Exchange, string RoutingKey, FieldTable Arguments) : IAmqpMethod<QueueUnbind>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.QueueUnbind;

    /// <inheritdoc/>
    public static QueueUnbind Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string queue = reader.ShortString();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        FieldTable arguments = reader.Table();
        return new QueueUnbind(queue, exchange, routingKey, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Queue);
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
        writer.Table(Arguments);
    }
}
