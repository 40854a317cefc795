namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 72: shortstr reserved1; bits that follow one another share an octet, lowest first.

/// <summary>There is no message.</summary>
public readonly record struct BasicGetEmpty : IAmqpMethod<BasicGetEmpty>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicGetEmpty;

    /// <inheritdoc/>
    public static BasicGetEmpty Read(ref AmqpReader reader)
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
