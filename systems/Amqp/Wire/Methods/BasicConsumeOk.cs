namespace Millrace.Amqp.Wire.Methods;

// AMQP 0-9-1, class basic (60), method 21: shortstr consumerTag; bits that follow one another share an octet, lowest first.

/// <summary>The consumer is there.</summary>
/// <param name="ConsumerTag">Its name.</param>
public readonly record struct BasicConsumeOk(string ConsumerTag) : IAmqpMethod<BasicConsumeOk>
{
    /// <inheritdoc/>
    public static uint Id => AmqpMethod.BasicConsumeOk;

    /// <inheritdoc/>
    public static BasicConsumeOk Read(ref AmqpReader reader)
    {
        string consumerTag = reader.ShortString();
        return new BasicConsumeOk(consumerTag);
    }

    /// <inheritdoc/>
    public void Write(AmqpWriter writer)
    {
        writer.ShortString(ConsumerTag);
    }
}
