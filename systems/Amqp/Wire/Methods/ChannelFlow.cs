namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class channel (20), method 20: bit isActive; bits that follow one another share an octet, lowest first.

/// <summary>Stops or starts the flow of content on the channel.</summary>
/// <param name="IsActive">False stops it.</param>
public readonly record struct ChannelFlow(bool IsActive) : IAmqpMethod<ChannelFlow>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ChannelFlow;

    /// <inheritdoc/>
    public static ChannelFlow Read(ref AmqpReader reader)
    {
        byte bits = reader.Octet();
        return new ChannelFlow((bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet((byte)(IsActive ? 1 : 0));
    }
}
