namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 40: short reserved1 · shortstr exchange · shortstr routingKey · bit isMandatory · bit isImmediate; bits that follow one another share an octet, lowest first.

/// <summary>A message follows: header and body.</summary>
/// <param name="Exchange">Where it goes.</param>
/// <param name="RoutingKey">By what it is routed.</param>
/// <param name="IsMandatory">It comes back where no queue takes it.</param>
/// <param name="IsImmediate">Not supported by RabbitMQ.</param>
public readonly record struct BasicPublish(string Exchange, string RoutingKey, bool IsMandatory, bool IsImmediate) : IAmqpMethod<BasicPublish>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicPublish;

    /// <inheritdoc/>
    public static BasicPublish Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        byte bits = reader.Octet();
        return new BasicPublish(exchange, routingKey, (bits & 1) != 0, (bits & 2) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
        writer.Octet((byte)((IsMandatory ? 1 : 0) | (IsImmediate ? 2 : 0)));
    }
}
