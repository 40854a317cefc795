namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class channel (20), method 40: short code · shortstr text · short classId · short methodId; bits that follow one another share an octet, lowest first.

/// <summary>Either side ends the channel and says why.</summary>
/// <param name="Code">A reply code, see <see cref="ReplyCode"/>.</param>
/// <param name="Text">Words for a person.</param>
/// <param name="ClassId">The class of the method that was to blame, or 0.</param>
/// <param name="MethodId">The method that was to blame, or 0.</param>
public readonly record struct ChannelClose(ushort Code, string Text, ushort ClassId, ushort MethodId) : IAmqpMethod<ChannelClose>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.ChannelClose;

    /// <inheritdoc/>
    public static ChannelClose Read(ref AmqpReader reader)
    {
        ushort code = reader.Bits16();
        string text = reader.ShortString();
        ushort classId = reader.Bits16();
        ushort methodId = reader.Bits16();
        return new ChannelClose(code, text, classId, methodId);
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
