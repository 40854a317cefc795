namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class exchange (40), method 20: short reserved1 · shortstr exchange · bit ifUnused · bit noWait; bits that follow one another share an octet, lowest first.

/// <summary>Deletes an exchange.</summary>
/// <param name="Exchange">Its name.</param>
/// <param name="IfUnused">Only where nothing is bound to it.</param>
/// <param name="NoWait">No answer is wanted.</param>
public readonly record struct ExchangeDelete(string Exchange, bool IfUnused, bool NoWait) : IAmqpMethod<ExchangeDelete>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ExchangeDelete;

    /// <inheritdoc/>
    public static ExchangeDelete Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string exchange = reader.ShortString();
        byte bits = reader.Octet();
        return new ExchangeDelete(exchange, (bits & 1) != 0, (bits & 2) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Exchange);
        writer.Octet((byte)((IfUnused ? 1 : 0) | (NoWait ? 2 : 0)));
    }
}
