using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Direct: the routing key is the binding's (AMQP 0-9-1, section 3.1.3.1).</summary>
internal sealed class DirectIndex : BindingIndex
{
    private readonly Dictionary<string, List<Binding>> _byKey = [];

    public override void Add(Binding binding)
    {
        if (!_byKey.TryGetValue(binding.Key, out List<Binding>? list))
        {
            _byKey.Add(binding.Key, list = []);
        }

        list.Add(binding);
    }

    public override void Remove(Binding binding)
    {
        if (_byKey.TryGetValue(binding.Key, out List<Binding>? list) && list.Remove(binding) && list.Count == 0)
        {
            _byKey.Remove(binding.Key);
        }
    }

    public override void Match(string key, FieldTable? headers, List<Binding> into)
    {
        if (_byKey.TryGetValue(key, out List<Binding>? list))
        {
            into.AddRange(list);
        }
    }
}
