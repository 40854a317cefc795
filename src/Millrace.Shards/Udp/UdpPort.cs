using System.Net;
using System.Runtime.CompilerServices;

namespace Millrace.Shards;

/// <summary>
/// A UDP socket on a shard, read and written in batches. Used on the shard's thread only, but for the counters, which may be read from anywhere. An IPv6 port speaks
/// IPv6 only: a server for both families opens two.
/// </summary>
public abstract class UdpPort : IDisposable
{
    /// <summary>Receives that may complete at once, one after the other, before one waits for the shard's next turn.</summary>
    private const int ReceivesInARow = 4;

    private int _receivesInARow;

    private protected UdpPort(Shard shard)
    {
        Shard = shard;
        Readable = new Wait(shard);
        Writable = new Wait(shard);
    }

    /// <summary>The shard that it belongs to.</summary>
    public Shard Shard { get; }

    /// <summary>Where it is bound; known also after it was closed.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>
    /// Bytes that the kernel granted for what has come in, to be compared with <see cref="UdpOptions.ReceiveBufferBytes"/>; a datagram that finds no room is dropped and counted in
    /// <see cref="ReceiveDrops"/>. Linux adds the same again for its bookkeeping (socket(7): SO_RCVBUF says the sum): a datagram of 100 bytes takes about 800
    /// of twice this figure.
    /// </summary>
    public abstract int ReceiveBufferBytes { get; }

    /// <summary>
    /// Datagrams that the kernel dropped because this port was not read fast enough; -1 where the system does not say. Asks the kernel: not for every datagram. The last known
    /// figure after the port was closed.
    /// </summary>
    public abstract long ReceiveDrops { get; }

    /// <summary>Datagrams that the kernel refused to send, such as for want of a route, for their length, or to an address of the other family; they are gone.</summary>
    public long SendErrors { get; private protected set; }

    /// <summary>Completes when <see cref="TryReceive"/> is worth another call.</summary>
    private protected Wait Readable { get; }

    /// <summary>Completes when <see cref="Send"/> is worth another call.</summary>
    private protected Wait Writable { get; }

    /// <summary>
    /// Replaces what <paramref name="batch"/> holds by the datagrams that have come in, at least one, up to its capacity. Completes at once where some wait; yet a caller that
    /// loops under constant load leaves the shard's other sockets and timers their turn, because every few receives one waits for the next turn of the loop.
    /// One receive may be outstanding.
    /// </summary>
    /// <exception cref="LinkException">
    /// <see cref="LinkError.Refused"/>, on a port with a remote: nobody listens there (or <see cref="LinkError.Unreachable"/>: the network says that it can not get there), said
    /// once for an unknown number of datagrams, after which receiving may go on. <see cref="LinkError.Closed"/>: the port was closed.
    /// </exception>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    public async ValueTask ReceiveAsync(UdpBatch batch, CancellationToken cancellationToken = default)
    {
        if (++_receivesInARow > ReceivesInARow)
        {
            _receivesInARow = 0;
            ValueTask turn = Readable.Begin(cancellationToken);
            Shard.Post(static port => ((UdpPort)port!).Readable.Complete(), this);
            await turn;
        }

        while (!Receive(batch, anyway: false))
        {
            _receivesInARow = 0;
            await WaitReadable(cancellationToken);
        }
    }

    /// <summary>
    /// The same without waiting: false where nothing has come in. It takes what is there also while a <see cref="ReceiveAsync"/> is outstanding, which then waits for what comes
    /// next. A caller that loops leaves the shard's other sockets no turn.
    /// </summary>
    /// <exception cref="LinkException">As in <see cref="ReceiveAsync"/>.</exception>
    public bool TryReceive(UdpBatch batch) => Receive(batch, anyway: true);

    /// <summary>
    /// Hands the datagrams of the batch to the kernel, in as few calls as it takes, and empties the batch. Waits where the kernel's buffer is full. What the kernel refuses
    /// is counted in <see cref="SendErrors"/>; the rest goes on. One send may be outstanding. A cancelled one leaves in the batch what has not gone.
    /// </summary>
    /// <exception cref="LinkException"><see cref="LinkError.Closed"/>: the port was closed.</exception>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    public async ValueTask SendAsync(UdpBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int gone = 0;
        try
        {
            while ((gone = Send(batch, gone)) < batch.Count)
            {
                await WaitWritable(cancellationToken);
            }
        }
        finally
        {
            batch.RemoveFirst(gone);
        }
    }

    /// <summary>The same without waiting: returns how many datagrams are gone; those that the kernel has no room for stay in the batch, at its front.</summary>
    /// <exception cref="LinkException">As in <see cref="SendAsync"/>.</exception>
    public int TrySend(UdpBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int gone = Send(batch, 0);
        batch.RemoveFirst(gone);
        return gone;
    }

    /// <summary>Closes it; what awaits it fails with <see cref="LinkError.Closed"/>. Safe to call twice.</summary>
    public abstract void Dispose();

    /// <summary>
    /// Receives without waiting. With <paramref name="anyway"/> it asks the kernel in any case; without, it may answer from what the shard's loop has heard of, for then it is asked
    /// again when there is more.
    /// </summary>
    private protected abstract bool Receive(UdpBatch batch, bool anyway);

    private protected static LinkException Closed() => new(LinkError.Closed, "The UDP port was closed on this side.");

    private protected static void CheckFamilies(IPEndPoint local, UdpOptions options)
    {
        if (options.Remote is { } remote && remote.AddressFamily != local.AddressFamily)
        {
            throw new ArgumentException($"A UDP port on {local} can not have {remote} as its remote: both must be IPv4 or both IPv6.", nameof(options));
        }
    }

    /// <summary>Sends from datagram <paramref name="first"/> on, until all are gone or there is no room; returns the first that is not gone.</summary>
    private protected abstract int Send(UdpBatch batch, int first);

    private protected abstract ValueTask WaitReadable(CancellationToken cancellationToken);

    private protected abstract ValueTask WaitWritable(CancellationToken cancellationToken);
}
