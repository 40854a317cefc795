namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 30: short channelMax · long frameMax · short heartbeat; bits that follow one another share an octet, lowest first.

/// <summary>The server proposes limits.</summary>
/// <param name="ChannelMax">The highest channel number; 0 for no limit.</param>
/// <param name="FrameMax">The largest frame in bytes, its 8 bytes of framing included; 0 for no limit.</param>
/// <param name="Heartbeat">Seconds between heartbeats; 0 for none.</param>
public readonly record struct ConnectionTune(ushort ChannelMax, uint FrameMax, ushort Heartbeat) : IAmqpMethod<ConnectionTune>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionTune;

    /// <inheritdoc/>
    public static ConnectionTune Read(ref AmqpReader reader)
    {
        ushort channelMax = reader.Bits16();
        uint frameMax = reader.Bits32();
        ushort heartbeat = reader.Bits16();
        return new ConnectionTune(channelMax, frameMax, heartbeat);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(ChannelMax);
        writer.Bits32(FrameMax);
        writer.Bits16(Heartbeat);
    }
}
