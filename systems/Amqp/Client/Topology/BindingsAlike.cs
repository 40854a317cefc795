namespace Millrace.Amqp.Topology;

/// <summary>Two bindings are one where a broker takes them for one: same ends, same key, same arguments.</summary>
internal sealed class BindingsAlike : IEqualityComparer<AmqpBinding>
{
    public static readonly BindingsAlike Instance = new();

    public bool Equals(AmqpBinding? x, AmqpBinding? y) =>
        x is not null && y is not null && (x with { Arguments = null }) == (y with { Arguments = null }) && Same(x.Arguments, y.Arguments);

    public int GetHashCode(AmqpBinding obj) => (obj with { Arguments = null }).GetHashCode();

    private static bool Same(IReadOnlyDictionary<string, object?>? x, IReadOnlyDictionary<string, object?>? y) =>
        (x?.Count ?? 0) == (y?.Count ?? 0) && (x is null || x.All(pair => y!.TryGetValue(pair.Key, out object? other) && Equals(pair.Value, other)));
}
