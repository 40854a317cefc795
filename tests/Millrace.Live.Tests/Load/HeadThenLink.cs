using Millrace.Shards;

namespace Millrace.Live.Tests.Load;

/// <summary>A link of which the first bytes have been read already and are given again: so that a server can look at a request before it decides who answers it.</summary>
internal sealed class HeadThenLink(Link inner, ReadOnlyMemory<byte> head) : Link
{
    private ReadOnlyMemory<byte> _head = head;

    public override Shard Shard => inner.Shard;

    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default) => _head.IsEmpty ? inner.WaitReadableAsync(cancellationToken) : default;

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

    public override int TrySend(ReadOnlySpan<byte> source) => inner.TrySend(source);

    public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default) => inner.WaitWritableAsync(cancellationToken);

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default) => inner.ShutdownSendAsync(cancellationToken);

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();
}
