namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class channel (20), method 21: bit isActive; bits that follow one another share an octet, lowest first.

/// <summary>The flow is as asked.</summary>
/// <param name="IsActive">False where it is stopped.</param>
public readonly record struct ChannelFlowOk(bool IsActive) : IAmqpMethod<ChannelFlowOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ChannelFlowOk;

    /// <inheritdoc/>
    public static ChannelFlowOk Read(ref AmqpReader reader)
    {
        byte bits = reader.Octet();
        return new ChannelFlowOk((bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet((byte)(IsActive ? 1 : 0));
    }
}
