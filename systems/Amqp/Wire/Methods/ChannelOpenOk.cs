namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class channel (20), method 11: longstr reserved1; bits that follow one another share an octet, lowest first.

/// <summary>The channel is open.</summary>
public readonly record struct ChannelOpenOk : IAmqpMethod<ChannelOpenOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ChannelOpenOk;

    /// <inheritdoc/>
    public static ChannelOpenOk Read(ref AmqpReader reader)
    {
        _ = reader.LongStringBytes();
        return default;
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits32(0);
    }
}
