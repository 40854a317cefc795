using System.Net;

namespace Millrace.Shards;

/// <summary>A TCP connection on a shard.</summary>
public abstract class TcpLink : Link
{
    /// <summary>Our end of the connection.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>The peer's end of the connection.</summary>
    public abstract IPEndPoint RemoteEndPoint { get; }

    /// <summary>
    /// Completes when the transport has given the connection up, such as by a reset: also after the end of the stream was read, where no receive would tell any more. One such wait may
    /// be outstanding; it fails with <see cref="LinkError.Closed"/> when the link is closed here.
    /// </summary>
    public abstract ValueTask WaitBrokenAsync(CancellationToken cancellationToken = default);
}
