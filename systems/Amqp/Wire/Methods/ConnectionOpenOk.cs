namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 41: shortstr reserved1; bits that follow one another share an octet, lowest first.

/// <summary>The virtual host is entered.</summary>
public readonly record struct ConnectionOpenOk : IAmqpMethod<ConnectionOpenOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionOpenOk;

    /// <inheritdoc/>
    public static ConnectionOpenOk Read(ref AmqpReader reader)
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
