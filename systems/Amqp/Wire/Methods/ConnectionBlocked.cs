namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 60: shortstr reason; bits that follow one another share an octet, lowest first.

/// <summary>The server reads no more from publishers (RabbitMQ extension).</summary>
/// <param name="Reason">Which resource is low.</param>
public readonly record struct ConnectionBlocked(string Reason) : IAmqpMethod<ConnectionBlocked>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionBlocked;

    /// <inheritdoc/>
    public static ConnectionBlocked Read(ref AmqpReader reader)
    {
        string reason = reader.ShortString();
        return new ConnectionBlocked(reason);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(Reason);
    }
}
