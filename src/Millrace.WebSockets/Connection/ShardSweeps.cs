using System.Runtime.CompilerServices;
using Millrace.Shards;

namespace Millrace.WebSockets.Connection;

/// <summary>The sweeps of one shard.</summary>
internal sealed class ShardSweeps
{
    private static readonly ConditionalWeakTable<Shard, ShardSweeps> s_byShard = [];

    private ShardSweeps(Shard shard)
    {
        Soon = new Sweep(shard, TimeSpan.FromMilliseconds(20));
        Often = new Sweep(shard, TimeSpan.FromMilliseconds(100));
        Slow = new Sweep(shard, TimeSpan.FromSeconds(1));
    }

    /// <summary>For what is under way: handshakes, closings, output that waits for a slow peer.</summary>
    public Sweep Soon { get; }

    /// <summary>For keep-alive with short times.</summary>
    public Sweep Often { get; }

    /// <summary>For keep-alive.</summary>
    public Sweep Slow { get; }

    /// <summary>The sweeps of <paramref name="shard"/>; called on its thread.</summary>
    public static ShardSweeps Of(Shard shard) => s_byShard.GetValue(shard, static key => new ShardSweeps(key));
}
