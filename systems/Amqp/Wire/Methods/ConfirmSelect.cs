namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class confirm (85), method 10: bit noWait; bits that follow one another share an octet, lowest first.

/// <summary>The channel's publishes are confirmed from now on (RabbitMQ extension).</summary>
/// <param name="NoWait">No answer is wanted.</param>
public readonly record struct ConfirmSelect(bool NoWait) : IAmqpMethod<ConfirmSelect>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConfirmSelect;

    /// <inheritdoc/>
    public static ConfirmSelect Read(ref AmqpReader reader)
    {
        byte bits = reader.Octet();
        return new ConfirmSelect((bits & 1) != 0);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet((byte)(NoWait ? 1 : 0));
    }
}
