namespace Millrace.Shards;

/// <summary>How a listening socket is opened.</summary>
public sealed record TcpListenOptions
{
    /// <summary>Length of the accept queue asked of the system, in connections.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Lets several listeners (one a shard) share one port; the kernel spreads connections over them.</summary>
    public bool ReusePort { get; init; }

    /// <summary>
    /// Bytes of one accepted connection that the kernel keeps before it sends them, about; 0 leaves it to the system. Without a bound a peer that does not read
    /// holds megabytes of the kernel's memory before a send is refused, and a thousand of them slow down everybody's. On Linux only.
    /// </summary>
    public int MaxUnsentBytes { get; init; }

    /// <summary>Asks idle peers of accepted connections whether they are still there; null leaves that to the application.</summary>
    public TcpKeepAlive? KeepAlive { get; init; }
}
