namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 10: octet versionMajor · octet versionMinor · table serverProperties · longstr mechanisms · longstr locales; bits that follow one another share an octet, lowest first.

/// <summary>The server greets: what it is and how one may log in.</summary>
/// <param name="VersionMajor">0.</param>
/// <param name="VersionMinor">9.</param>
/// <param name="ServerProperties">What the server says of itself.</param>
/// <param name="Mechanisms">Names of SASL mechanisms, separated by blanks.</param>
/// <param name="Locales">Locales, separated by blanks.</param>
public readonly record struct ConnectionStart(byte VersionMajor, byte VersionMinor, FieldTable ServerProperties, string Mechanisms, string Locales) : IAmqpMethod<ConnectionStart>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionStart;

    /// <inheritdoc/>
    public static ConnectionStart Read(ref AmqpReader reader)
    {
        byte versionMajor = reader.Octet();
        byte versionMinor = reader.Octet();
        FieldTable serverProperties = reader.Table();
        string mechanisms = reader.LongString();
        string locales = reader.LongString();
        return new ConnectionStart(versionMajor, versionMinor, serverProperties, mechanisms, locales);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Octet(VersionMajor);
        writer.Octet(VersionMinor);
        writer.Table(ServerProperties);
        writer.LongString(Mechanisms);
        writer.LongString(Locales);
    }
}
