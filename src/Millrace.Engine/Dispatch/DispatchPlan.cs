using Millrace.Engine.Clients;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Dispatch;

/// <summary>What a dispatcher works with: the load model, and one shard's share of the clients and of the plan.</summary>
internal sealed record DispatchPlan
{
    public required LoadModel Load { get; init; }

    public required Shard Shard { get; init; }

    public required Meter Meter { get; init; }

    /// <summary>This shard's clients that start, by ascending rank.</summary>
    public required IReadOnlyList<ClientLane> Lanes { get; init; }

    /// <summary>Clients of the whole run, listeners included: a rate per client is meant for each of them.</summary>
    public required int Clients { get; init; }

    /// <summary>Those of the whole run that start.</summary>
    public required int Starters { get; init; }

    /// <summary>How many of <see cref="Lanes"/> are connected now.</summary>
    public required Func<int> Connected { get; init; }

    /// <summary>What starts that cannot happen are counted for.</summary>
    public OperationId StartOperation { get; init; }

    /// <summary>How many operations one client may have in flight.</summary>
    public required int Window { get; init; }

    /// <summary>This shard's number among those with a client that starts, and how many of those there are: arrival n belongs to shard n mod count.</summary>
    public required int ShardIndex { get; init; }

    public required int ShardCount { get; init; }

    public required long Seed { get; init; }

    /// <summary>A start later than this is dropped.</summary>
    public required long TimeoutTicks { get; init; }
}
