namespace Millrace.Shards;

/// <summary>How a listening socket is opened.</summary>
public sealed record TcpListenOptions
{
    /// <summary>Length of the accept queue asked of the system, in connections.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Lets several listeners (one a shard) share one port; the kernel spreads connections over them.</summary>
    public bool ReusePort { get; init; }
}
