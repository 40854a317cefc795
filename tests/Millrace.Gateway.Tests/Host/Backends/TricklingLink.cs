using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>A link whose peer takes as many bytes as the test says and sends none.</summary>
internal sealed class TricklingLink(Shard shard) : Link
{
    private TaskCompletionSource? _writable;
    private int _room;

    public override Shard Shard => shard;

    /// <summary>Makes room for so many bytes and says so to who waits for it.</summary>
    public void Take(int bytes)
    {
        _room += bytes;
        TaskCompletionSource? writable = _writable;
        _writable = null;
        writable?.SetResult();
    }

    public override int TrySend(ReadOnlySpan<byte> source)
    {
        int count = Math.Min(source.Length, _room);
        _room -= count;
        return count;
    }

    public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default) => new((_writable = new TaskCompletionSource()).Task);

    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override int TryReceive(Span<byte> destination) => throw new NotSupportedException();

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default) => default;

    public override void Abort()
    {
    }

    public override void Dispose()
    {
    }
}
