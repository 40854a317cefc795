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

    /// <summary>This shard's clients, by ascending number.</summary>
    public required IReadOnlyList<ClientLane> Lanes { get; init; }

    /// <summary>Clients of the whole run.</summary>
    public required int Clients { get; init; }

    /// <summary>How many of this shard's clients are connected now.</summary>
    public required Func<int> Connected { get; init; }

    /// <summary>How many operations one client may have in flight.</summary>
    public required int Window { get; init; }

    /// <summary>This shard's number and how many there are: arrival n belongs to shard n mod count.</summary>
    public required int ShardIndex { get; init; }

    public required int ShardCount { get; init; }

    public required long Seed { get; init; }

    /// <summary>A start later than this is dropped.</summary>
    public required long TimeoutTicks { get; init; }
}
