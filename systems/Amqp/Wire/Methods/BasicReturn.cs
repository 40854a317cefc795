namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 50: short code · shortstr text · shortstr exchange · shortstr routingKey; bits that follow one another share an octet, lowest first.

/// <summary>A mandatory message that nobody takes comes back: header and body follow.</summary>
/// <param name="Code">A reply code: 312.</param>
/// <param name="Text">NO_ROUTE.</param>
/// <param name="Exchange">Where it was published.</param>
/// <param name="RoutingKey">By what it was routed.</param>
public readonly record struct BasicReturn(ushort Code, string Text, string Exchange, string RoutingKey) : IAmqpMethod<BasicReturn>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicReturn;

    /// <inheritdoc/>
    public static BasicReturn Read(ref AmqpReader reader)
    {
        ushort code = reader.Bits16();
        string text = reader.ShortString();
        string exchange = reader.ShortString();
        string routingKey = reader.ShortString();
        return new BasicReturn(code, text, exchange, routingKey);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(Code);
        writer.ShortString(Text);
        writer.ShortString(Exchange);
        writer.ShortString(RoutingKey);
    }
}
