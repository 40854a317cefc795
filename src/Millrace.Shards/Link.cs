using System.Runtime.CompilerServices;

namespace Millrace.Shards;

/// <summary>
/// A byte stream that belongs to one <see cref="Shards.Shard"/>. Every member is called on the shard's own thread and every
/// await completes there.
/// </summary>
/// <remarks>
/// The two-step form (wait, then try) lets a caller hold no buffer while a connection is idle: it rents one only once bytes
/// are there. One receive wait and one send wait may be outstanding at a time; a second of the same kind throws
/// <see cref="InvalidOperationException"/>. Failures surface as <see cref="LinkException"/>.
/// </remarks>
public abstract class Link : IDisposable
{
    /// <summary>The event loop that owns this link.</summary>
    public abstract Shard Shard { get; }

    /// <summary>Completes when <see cref="TryReceive"/> would return something other than -1. It may complete early; then wait again.</summary>
    public abstract ValueTask WaitReadableAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes what has arrived: the count of bytes (1 or more), 0 at the end of the stream, -1 when nothing is there yet.</summary>
    public abstract int TryReceive(Span<byte> destination);

    /// <summary>Hands bytes to the transport: how many it took, 0 when it can take none now.</summary>
    public abstract int TrySend(ReadOnlySpan<byte> source);

    /// <summary>Completes when <see cref="TrySend"/> may take bytes again.</summary>
    public abstract ValueTask WaitWritableAsync(CancellationToken cancellationToken = default);

    /// <summary>Receives at least one byte; 0 at the end of the stream.</summary>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder<>))]
    public virtual async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            int received = TryReceive(destination.Span);
            if (received >= 0)
            {
                return received;
            }

            await WaitReadableAsync(cancellationToken);
        }
    }

    /// <summary>Sends all of <paramref name="source"/>, waiting where the transport is full.</summary>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    public virtual async ValueTask SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            source = source[TrySend(source.Span)..];
            if (source.IsEmpty)
            {
                return;
            }

            await WaitWritableAsync(cancellationToken);
        }
    }

    /// <summary>Ends our half of the stream: the peer reads its end, and we can still receive.</summary>
    public abstract ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes at once with a reset (TCP RST). Whatever awaits on the link fails with <see cref="LinkError.Closed"/>.</summary>
    public abstract void Abort();

    /// <summary>Closes. Whatever awaits on the link fails with <see cref="LinkError.Closed"/>. Safe to call twice.</summary>
    public abstract void Dispose();
}
