using Millrace.Shards;

namespace Millrace.Testing;

/// <summary>A link of which the first bytes have been read already and are given again: so that a server can look at a request before it decides who answers it.</summary>
public sealed class HeadThenLink(Link inner, ReadOnlyMemory<byte> head) : Link
{
    private ReadOnlyMemory<byte> _head = head;

    /// <inheritdoc/>
    public override Shard Shard => inner.Shard;

    /// <inheritdoc/>
    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default) => _head.IsEmpty ? inner.WaitReadableAsync(cancellationToken) : default;

    /// <inheritdoc/>
    public override int TryReceive(Span<byte> destination)
    {
        if (_head.IsEmpty)
        {
            return inner.TryReceive(destination);
        }

        int count = Math.Min(destination.Length, _head.Length);
        _head.Span[..count].CopyTo(destination);
        _head = _head[count..];
        return count;
    }

    /// <inheritdoc/>
    public override int TrySend(ReadOnlySpan<byte> source) => inner.TrySend(source);

    /// <inheritdoc/>
    public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default) => inner.WaitWritableAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default) => inner.ShutdownSendAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Abort() => inner.Abort();

    /// <inheritdoc/>
    public override void Dispose() => inner.Dispose();
}
