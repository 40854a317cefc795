using System.Net;

namespace Millrace.Shards;

/// <summary>A TCP connection on a shard.</summary>
public abstract class TcpLink : Link
{
    /// <summary>Our end of the connection.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>The peer's end of the connection.</summary>
    public abstract IPEndPoint RemoteEndPoint { get; }
}
