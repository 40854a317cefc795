namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 31: shortstr consumerTag; bits that follow one another share an octet, lowest first.

/// <summary>The consumer has ended.</summary>
/// <param name="ConsumerTag">Its name.</param>
public readonly record struct BasicCancelOk(string ConsumerTag) : IAmqpMethod<BasicCancelOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicCancelOk;

    /// <inheritdoc/>
    public static BasicCancelOk Read(ref AmqpReader reader)
    {
        string consumerTag = reader.ShortString();
        return new BasicCancelOk(consumerTag);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(ConsumerTag);
    }
}
