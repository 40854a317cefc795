namespace Millrace.Amqp.Wire.Methods;

/// <summary>A method of AMQP 0-9-1 as its arguments. What the specification reserves is neither kept nor judged.</summary>
/// <typeparam name="TSelf">The method itself.</typeparam>
public interface IAmqpMethod<TSelf>
    where TSelf : IAmqpMethod<TSelf>
{
    /// <summary>Its number, see <see cref="AmqpMethod"/>.</summary>
    static abstract uint Id { get; }

    /// <summary>Reads the arguments, which follow the number. Where they end too soon or are malformed, the reader says so and the result means nothing.</summary>
    static abstract TSelf Read(ref AmqpReader reader);

    /// <summary>Writes the arguments.</summary>
    void Write(AmqpWriter writer);
}
