using System.Net;

namespace Millrace.Shards;

/// <summary>How a UDP port is opened.</summary>
public sealed record UdpOptions
{
    /// <summary>The one whom the port talks to, or null for everybody. A port with one remote hears of it when nobody listens there (<see cref="LinkError.Refused"/>).</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>Lets several ports (one a shard) share one address; the kernel spreads the senders over them.</summary>
    public bool ReusePort { get; init; }

    /// <summary>Bytes that the kernel may hold of what has come in, asked for; 0 leaves it to the system. See <see cref="UdpPort.ReceiveBufferBytes"/> for what it gave.</summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>Bytes that the kernel may hold of what goes out, asked for; 0 leaves it to the system.</summary>
    public int SendBufferBytes { get; init; }
}
