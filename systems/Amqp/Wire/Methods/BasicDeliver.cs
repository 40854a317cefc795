namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 60: shortstr consumerTag · longlong deliveryTag · bit isRedelivered · shortstr exchange · shortstr routingKey; bits that follow one another share an octet, lowest first.

/// <summary>A message for a consumer: header and body follow.</summary>
/// <param name="ConsumerTag">The consumer.</param>
/// <param name="DeliveryTag">Its number on the channel, from 1.</param>
/// <param name="IsRedelivered">Somebody had it before.</param>
/// <param name="Exchange">Where it was published.</param>
/// <param name="RoutingKey">By what it was routed.</param>
public readonly record struct BasicDeliver(string ConsumerTag, ulong DeliveryTag, bool IsRedelivered, string Exchange, string RoutingKey) : IAmqpMethod<BasicDeliver>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicDeliver;

    /// <inheritdoc/>
    public static BasicDeliver Read(ref AmqpReader reader)
    {
        string consumerTag = reader.ShortString();
        ulong deliveryTag = reader.Bits64();
        byte bits = reader.Octet();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        return new BasicDeliver(consumerTag, deliveryTag, (bits & 1) != 0, exchange, routingKey);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(ConsumerTag);
        writer.Bits64(DeliveryTag);
        writer.Octet((byte)(IsRedelivered ? 1 : 0));
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
    }
}
