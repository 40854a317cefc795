using System.Net;

namespace Millrace.Shards;

/// <summary>A listening TCP socket on a shard.</summary>
public abstract class TcpListener : IDisposable
{
    /// <summary>The bound address, with the port that the system chose where 0 was asked for.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>
    /// Accepts one connection. Out of descriptors it throws <see cref="LinkException"/> with
    /// <see cref="LinkError.DescriptorsExhausted"/>; the listener stays usable, and the caller decides how long to pause.
    /// </summary>
    public abstract ValueTask<TcpLink> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops listening; a pending accept fails with <see cref="LinkError.Closed"/>.</summary>
    public abstract void Dispose();
}
