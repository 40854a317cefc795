namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class exchange (40), method 30: short reserved1 · shortstr destination · shortstr source · shortstr routingKey · bit noWait · table arguments; bits that follow one another share an octet, lowest first.

/// <summary>Binds an exchange to an exchange (RabbitMQ extension).</summary>
/// <param name="Destination">The exchange that receives.</param>
/// <param name="Source">The exchange that routes.</param>
/// <param name="RoutingKey">The binding key.</param>
/// <param name="NoWait">No answer is wanted.</param>
/// <param name="Arguments">What a headers exchange compares.</param>
public readonly record struct ExchangeBind(string Destination, string Source, string RoutingKey, bool NoWait, FieldTable Arguments) : IAmqpMethod<ExchangeBind>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ExchangeBind;

    /// <inheritdoc/>
    public static ExchangeBind Read(ref AmqpReader reader)
    {
        reader.Bits16();
        string destination = reader.ShortString();
        string source = reader.ShortString();
        string routingKey = reader.ShortString();
        byte bits = reader.Octet();
        FieldTable arguments = reader.Table();
        return new ExchangeBind(destination, source, routingKey, (bits & 1) != 0, arguments);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(0);
        writer.ShortString(Destination);
        writer.ShortString(Source);
        writer.ShortString(RoutingKey);
        writer.Octet((byte)(NoWait ? 1 : 0));
        writer.Table(Arguments);
    }
}
