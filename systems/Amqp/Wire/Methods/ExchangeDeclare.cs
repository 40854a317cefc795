namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class exchange (40), method 10: short reserved1 · shortstr exchange · shortstr type · bit isPassive · bit isDurable · bit isAutoDelete · bit isInternal · bit noWait · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Makes an exchange, or asks whether it is there.</summary>
/// <param name="Exchange">Its name.</param>
/// <param name="Type">direct, fanout, topic or headers.</param>
/// <param name="IsPassive">Only ask.</param>
/// <param name="IsDurable">Outlives the broker.</param>
/// <param name="IsAutoDelete">Goes with its last binding.</param>
/// <param name="IsInternal">Nobody publishes to it but exchanges.</param>
/// <param name="NoWait">No answer is wanted.</param>
/// <param name="Arguments">Extras.</param>
public readonly record struct ExchangeDeclare(string Exchange, string Type, bool IsPassive, bool IsDurable, bool IsAutoDelete, bool IsInternal, bool NoWait, FieldTable Arguments) : IAmqpMethod<ExchangeDeclare>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ExchangeDeclare;

    /// <inheritdoc/>
    public static ExchangeDeclare Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string exchange = reader.ShortString();
        string type = reader.ShortString();
        byte bits = reader.Octet();
        FieldTable arguments = reader.Table();
        return new ExchangeDeclare(exchange, type, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Exchange);
        writer.ShortString(Type);
        writer.Octet((byte)((IsPassive ? 1 : 0) | (IsDurable ? 2 : 0) | (IsAutoDelete ? 4 : 0) | (IsInternal ? 8 : 0) | (NoWait ? 16 : 0)));
        writer.Table(Arguments);
    }
}
