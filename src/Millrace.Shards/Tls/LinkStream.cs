using System.Runtime.CompilerServices;

namespace Millrace.Shards.Tls;

/// <summary>A link as a stream, for SslStream alone.</summary>
/// <remarks>
/// SslStream continues some of its steps on the thread pool; a call that arrives there is carried to the shard, so the link
/// below is only ever touched by its own thread.
/// </remarks>
internal sealed class LinkStream(Link link) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!link.Shard.IsCurrent)
        {
            return ReadFromAfarAsync(buffer, cancellationToken);
        }

        // An empty read means "tell me when there is something": SslStream holds no buffer while it waits that way.
        return buffer.IsEmpty ? WaitAsync(cancellationToken) : link.ReceiveAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        link.Shard.IsCurrent
            ? link.SendAsync(buffer, cancellationToken)
            : new ValueTask(link.Shard.RunAsync(() => link.SendAsync(buffer, cancellationToken)));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A shard's link is asynchronous.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A shard's link is asynchronous.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(ShardMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        await link.WaitReadableAsync(cancellationToken);
        return 0;
    }

    private async ValueTask<int> ReadFromAfarAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int received = 0;
        await link.Shard.RunAsync(async () => received = await ReadAsync(buffer, cancellationToken)).ConfigureAwait(false);
        return received;
    }
}
