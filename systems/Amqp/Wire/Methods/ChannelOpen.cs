namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class channel (20), method 10: shortstr reserved1; bits that follow one another share an octet, lowest first.

/// <summary>Opens a channel.</summary>
public readonly record struct ChannelOpen : IAmqpMethod<ChannelOpen>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ChannelOpen;

    /// <inheritdoc/>
    public static ChannelOpen Read(ref AmqpReader reader)
    {
        _ = reader.ShortStringBytes();
        return default;
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet(0);
    }
}
