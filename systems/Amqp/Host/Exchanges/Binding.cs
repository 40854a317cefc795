using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>A way from an exchange to a queue or to another exchange.</summary>
internal sealed class Binding(Exchange source, MessageQueue? queue, Exchange? exchange, string key, FieldTable arguments)
{
    public Exchange Source => source;

    /// <summary>Where it leads, where that is a queue.</summary>
    public MessageQueue? Queue => queue;

    /// <summary>Where it leads, where that is an exchange.</summary>
    public Exchange? Exchange => exchange;

    public string Key => key;

    public FieldTable Arguments => arguments;

    /// <summary>True for one that leads to the same place by the same key and arguments.</summary>
    public bool IsSame(Binding other) =>
        ReferenceEquals(Queue, other.Queue) && ReferenceEquals(Exchange, other.Exchange) && Key == other.Key && FieldComparison.AreEqual(Arguments, other.Arguments);
}
