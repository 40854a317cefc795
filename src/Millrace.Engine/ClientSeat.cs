using System.Net;
using Millrace.Shards;

namespace Millrace.Engine;

/// <summary>The place of one client in a run: who it is, where it runs and whom it talks to.</summary>
public sealed class ClientSeat
{
    /// <summary>Seats client number <paramref name="index"/> of a scenario on a shard.</summary>
    public ClientSeat(int index, Shard shard, Uri target, Scenario scenario)
    {
        Index = index;
        Shard = shard;
        Target = target;
        Scenario = scenario;
        Seed = Seeds.Of(scenario.Seed, index);
    }

    /// <summary>The client's number in the whole run, from 0.</summary>
    public int Index { get; }

    /// <summary>The client's own seed, derived from the run's seed and its number.</summary>
    public long Seed { get; }

    /// <summary>The client's own source of randomness: the same in every run with the same seed.</summary>
    public Random Random => field ??= new Random(unchecked((int)(Seed ^ (Seed >> 32))));

    /// <summary>The event loop the client runs on.</summary>
    public Shard Shard { get; }

    /// <summary>The target's address.</summary>
    public Uri Target { get; }

    /// <summary>Where to connect instead of at the target's own address, or null: <see cref="Scenario.Via"/>.</summary>
    public IPEndPoint? Via => Scenario.Via;

    /// <summary>What is being run: mode, payload, parameters.</summary>
    public Scenario Scenario { get; }
}
