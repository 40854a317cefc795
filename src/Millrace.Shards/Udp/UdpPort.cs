using System.Net;

namespace Millrace.Shards;

/// <summary>
/// A UDP socket on a shard, read and written in batches. Used on the shard's thread only, but for the counters, which may be read from anywhere. An IPv6 port speaks
/// IPv6 only: a server for both families opens two.
/// </summary>
public abstract class UdpPort : IDisposable
{
    /// <summary>The shard that it belongs to.</summary>
    public abstract Shard Shard { get; }

    /// <summary>Where it is bound.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>Bytes that the kernel holds at most of what has come in; a datagram above that is dropped and counted in <see cref="ReceiveDrops"/>.</summary>
    public abstract int ReceiveBufferBytes { get; }

    /// <summary>Datagrams that the kernel dropped because this port was not read fast enough; -1 where the system does not say. Asks the kernel: not for every datagram.</summary>
    public abstract long ReceiveDrops { get; }

    /// <summary>Datagrams that the kernel refused to send, such as for want of a route; they are gone.</summary>
    public long SendErrors { get; private protected set; }

    /// <summary>
    /// Replaces what <paramref name="batch"/> holds by the datagrams that have come in, at least one, up to its capacity. Completes at once where some wait.
    /// One receive may be outstanding.
    /// </summary>
    /// <exception cref="LinkException">
    /// <see cref="LinkError.Refused"/>, on a port with a remote: nobody listens there, said once for an unknown number of datagrams, after which receiving may go on.
    /// <see cref="LinkError.Closed"/>: the port was closed.
    /// </exception>
    public abstract ValueTask ReceiveAsync(UdpBatch batch, CancellationToken cancellationToken = default);

    /// <summary>The same without waiting: false where nothing has come in.</summary>
    /// <exception cref="LinkException">As in <see cref="ReceiveAsync"/>.</exception>
    public abstract bool TryReceive(UdpBatch batch);

    /// <summary>
    /// Hands the datagrams of the batch to the kernel, in as few calls as it takes, and empties the batch. Waits where the kernel's buffer is full. What the kernel refuses
    /// is counted in <see cref="SendErrors"/>; the rest goes on. One send may be outstanding.
    /// </summary>
    /// <exception cref="LinkException"><see cref="LinkError.Closed"/>: the port was closed.</exception>
    public abstract ValueTask SendAsync(UdpBatch batch, CancellationToken cancellationToken = default);

    /// <summary>The same without waiting: returns how many datagrams are gone; those that the kernel has no room for stay in the batch, at its front.</summary>
    /// <exception cref="LinkException">As in <see cref="SendAsync"/>.</exception>
    public abstract int TrySend(UdpBatch batch);

    /// <summary>Closes it; what awaits it fails with <see cref="LinkError.Closed"/>.</summary>
    public abstract void Dispose();
}
