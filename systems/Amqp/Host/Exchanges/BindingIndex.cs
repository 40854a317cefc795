using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>The bindings of one exchange, kept so that those for a message are found quickly.</summary>
internal abstract class BindingIndex
{
    public static BindingIndex Of(ExchangeKind kind) => kind switch
    {
        ExchangeKind.Fanout => new FanoutIndex(),
        ExchangeKind.Topic => new TopicIndex(),
        ExchangeKind.Headers => new HeadersIndex(),
        _ => new DirectIndex(),
    };

    public abstract void Add(Binding binding);

    public abstract void Remove(Binding binding);

    /// <summary>Adds those that a message takes to <paramref name="into"/>; perhaps several with one destination.</summary>
    public abstract void Match(string key, FieldTable? headers, List<Binding> into);
}
