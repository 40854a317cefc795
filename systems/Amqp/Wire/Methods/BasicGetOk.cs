namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 71: longlong deliveryTag · bit isRedelivered · shortstr exchange · shortstr routingKey · long messages; bits that follow one another share an octet, lowest first.

/// <summary>One message: header and body follow.</summary>
/// <param name="DeliveryTag">Its number on the channel, from 1.</param>
/// <param name="IsRedelivered">Somebody had it before.</param>
/// <param name="Exchange">Where it was published.</param>
/// <param name="RoutingKey">By what it was routed.</param>
/// <param name="Messages">How many are left.</param>
public readonly record struct BasicGetOk(ulong DeliveryTag, bool IsRedelivered, string Exchange, string RoutingKey, uint Messages) : IAmqpMethod<BasicGetOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicGetOk;

    /// <inheritdoc/>
    public static BasicGetOk Read(ref AmqpReader reader)
    {
        ulong deliveryTag = reader.Bits64();
        byte bits = reader.Octet();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        uint messages = reader.Bits32();
        return new BasicGetOk(deliveryTag, (bits & 1) != 0, exchange, routingKey, messages);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits64(DeliveryTag);
        writer.Octet((byte)(IsRedelivered ? 1 : 0));
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
        writer.Bits32(Messages);
    }
}
