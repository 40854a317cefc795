namespace Millrace.Amqp;

/// <summary>Exchanges, queues and bindings, declared in this order.</summary>
public sealed record AmqpTopology
{
    /// <summary>The exchanges. Default: none.</summary>
    public IReadOnlyList<AmqpExchange> Exchanges { get; init; } = [];

    /// <summary>The queues. Default: none.</summary>
    public IReadOnlyList<AmqpQueue> Queues { get; init; } = [];

    /// <summary>The bindings, between exchanges and to queues. Default: none.</summary>
    public IReadOnlyList<AmqpBinding> Bindings { get; init; } = [];

    /// <summary>All that is wrong with it as far as this side can tell, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => Topology.TopologyRules.Check(this);
}
