namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 40: shortstr virtualHost · shortstr reserved1 · bit reserved2; bits that follow one another share an octet, lowest first.

/// <summary>The client enters a virtual host.</summary>
/// <param name="VirtualHost">Its name.</param>
public readonly record struct ConnectionOpen(string VirtualHost) : IAmqpMethod<ConnectionOpen>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionOpen;

    /// <inheritdoc/>
    public static ConnectionOpen Read(ref AmqpReader reader)
    {
        string virtualHost = reader.ShortString();
        _ = reader.ShortStringBytes();
        reader.Octet();
        return new ConnectionOpen(virtualHost);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(VirtualHost);
        writer.Octet(0);
        writer.Octet(0);
    }
}
