using System.Runtime.CompilerServices;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>A way from an exchange to a queue or to another exchange.</summary>
internal sealed class Binding(Exchange source, MessageQueue? queue, Exchange? exchange, string key, FieldTable arguments)
{
    // Asked for several times for each binding, and its arguments may be long.
    private readonly int _hash = HashCode.Combine(
        RuntimeHelpers.GetHashCode(source), RuntimeHelpers.GetHashCode(queue), RuntimeHelpers.GetHashCode(exchange), key, FieldComparison.HashOf(arguments));

    public Exchange Source => source;

    /// <summary>Where it leads, where that is a queue.</summary>
    public MessageQueue? Queue => queue;

    /// <summary>Where it leads, where that is an exchange.</summary>
    public Exchange? Exchange => exchange;

    public string Key => key;

    public FieldTable Arguments => arguments;

    /// <summary>Two bindings are alike where they lead from the same exchange to the same place by the same key and arguments; there is never a second one.</summary>
    public static IEqualityComparer<Binding> Alike { get; } = new AlikeComparer();

    private sealed class AlikeComparer : IEqualityComparer<Binding>
    {
        public bool Equals(Binding? x, Binding? y) => ReferenceEquals(x, y)
            || (x is not null && y is not null && ReferenceEquals(x.Source, y.Source) && ReferenceEquals(x.Queue, y.Queue) && ReferenceEquals(x.Exchange, y.Exchange)
                && x.Key == y.Key && FieldComparison.AreEqual(x.Arguments, y.Arguments));

        public int GetHashCode(Binding obj) => obj._hash;
    }
}
