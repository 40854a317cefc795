using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Fanout: every binding (AMQP 0-9-1, section 3.1.3.2).</summary>
internal sealed class FanoutIndex : BindingIndex
{
    private readonly HashSet<Binding> _all = [];

    public override void Add(Binding binding) => _all.Add(binding);

    public override void Remove(Binding binding) => _all.Remove(binding);

    public override void Match(string key, FieldTable? headers, List<Binding> into) => into.AddRange(_all);
}
