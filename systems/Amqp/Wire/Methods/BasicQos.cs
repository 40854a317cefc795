namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 10: long prefetchSize · short prefetchCount · bit isGlobal; bits that follow one another share an octet, lowest first.

/// <summary>Limits what may be delivered and not yet acknowledged.</summary>
/// <param name="PrefetchSize">In bytes; brokers know only 0.</param>
/// <param name="PrefetchCount">In messages; 0 for no limit.</param>
/// <param name="IsGlobal">For the channel as a whole, else for each consumer made from now on.</param>
public readonly record struct BasicQos(uint PrefetchSize, ushort PrefetchCount, bool IsGlobal) : IAmqpMethod<BasicQos>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicQos;

    /// <inheritdoc/>
    public static BasicQos Read(ref AmqpReader reader)
    {
        uint prefetchSize = reader.Bits32();
        ushort prefetchCount = reader.Bits16();
        byte bits = reader.Octet();
        return new BasicQos(prefetchSize, prefetchCount, (bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits32(PrefetchSize);
        writer.Bits16(PrefetchCount);
        writer.Octet((byte)(IsGlobal ? 1 : 0));
    }
}
