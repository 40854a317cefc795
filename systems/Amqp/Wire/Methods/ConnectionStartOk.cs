namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 11: table clientProperties · shortstr mechanism · longstr response · shortstr locale; bits that follow one another share an octet, lowest first.

/// <summary>The client answers the greeting with its credentials.</summary>
/// <param name="ClientProperties">What the client says of itself; <c>capabilities</c> among it.</param>
/// <param name="Mechanism">The SASL mechanism that it chose.</param>
/// <param name="Response">What that mechanism needs.</param>
/// <param name="Locale">The locale that it chose.</param>
public readonly record struct ConnectionStartOk(FieldTable ClientProperties, string Mechanism, ReadOnlyMemory<byte> Response, string Locale) : IAmqpMethod<ConnectionStartOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionStartOk;

    /// <inheritdoc/>
    public static ConnectionStartOk Read(ref AmqpReader reader)
    {
        FieldTable clientProperties = reader.Table();
        string mechanism = reader.ShortString();
        ReadOnlyMemory<byte> response = reader.LongStringBytes().ToArray();
        string locale = reader.ShortString();
        return new ConnectionStartOk(clientProperties, mechanism, response, locale);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Table(ClientProperties);
        writer.ShortString(Mechanism);
        writer.LongString(Response.Span);
        writer.ShortString(Locale);
    }
}
