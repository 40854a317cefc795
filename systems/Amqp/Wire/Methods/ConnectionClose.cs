namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class connection (10), method 50: short code · shortstr text · short classId · short methodId; bits that follow one another share an octet, lowest first.

/// <summary>Either side ends the connection and says why.</summary>
/// <param name="Code">A reply code, see <see cref="ReplyCode"/>.</param>
/// <param name="Text">Words for a person.</param>
/// <param name="ClassId">The class of the method that was to blame, or 0.</param>
/// <param name="MethodId">The method that was to blame, or 0.</param>
public readonly record struct ConnectionClose(ushort Code, string Text, ushort ClassId, ushort MethodId) : IAmqpMethod<ConnectionClose>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ConnectionClose;

    /// <inheritdoc/>
    public static ConnectionClose Read(ref AmqpReader reader)
    {
        ushort code = reader.Bits16();
        string text = reader.ShortString();
        ushort classId = reader.Bits16();
        ushort methodId = reader.Bits16();
        return new ConnectionClose(code, text, classId, methodId);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.Bits16(Code);
        writer.ShortString(Text);
        writer.Bits16(ClassId);
        writer.Bits16(MethodId);
    }
}
