namespace Millrace.Gateway.Host.Routing;

/// <summary>A named set of clients; it exists while it has members. Owned by the switchboard but for <see cref="Local"/>.</summary>
internal sealed class Room(string name, int shards)
{
    public string Name { get; } = name;

    /// <summary>Members by shard, as the switchboard has sent them there.</summary>
    public int[] MembersOn { get; } = new int[shards];

    /// <summary>Members on all shards.</summary>
    public int Members { get; set; }

    /// <summary>Members that are <see cref="Session.IsTracked"/>; null until there is one.</summary>
    public HashSet<Session>? Tracked { get; set; }

    /// <summary>A slot for each shard, for the members that it has; each shard touches its own only, on its thread.</summary>
    public object?[] Local { get; } = new object?[shards];
}
