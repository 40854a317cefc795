using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

/// <summary>
/// A link without a socket, on a real shard: the test says which bytes arrive in which pieces, how much the other side
/// takes, and reads what was sent.
/// </summary>
internal sealed class MemoryLink(Shard shard) : Link
{
    private readonly Queue<byte[]> _incoming = new();
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;
    private bool _ended;

    public override Shard Shard => shard;

    public List<byte> Sent { get; } = [];

    /// <summary>Bytes that sends may still take.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>True once all that arrived has been read, and somebody waits for more.</summary>
    public bool IsWaitedFor => _readable is not null;

    public bool IsDisposed { get; private set; }

    public bool IsAborted { get; private set; }

    public bool IsShutDown { get; private set; }

    public int SendCalls { get; private set; }

    /// <summary>What the next send throws.</summary>
    public Exception? SendFailure { get; set; }

    public void Arrive(ReadOnlySpan<byte> bytes, int piece = int.MaxValue)
    {
        while (!bytes.IsEmpty)
        {
            int take = Math.Min(piece, bytes.Length);
            _incoming.Enqueue(bytes[..take].ToArray());
            bytes = bytes[take..];
        }

        Wake(ref _readable);
    }

    public void End()
    {
        _ended = true;
        Wake(ref _readable);
    }

    public void Drain(int room)
    {
        Room = room;
        Wake(ref _writable);
    }

    public override async ValueTask WaitReadableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (_incoming.Count == 0 && !_ended)
        {
            Assert.Null(_readable);
            _readable = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellationToken.Register(() => Interlocked.Exchange(ref _readable, null)?.TrySetCanceled(cancellationToken));
            await _readable.Task;
        }
    }

    public override int TryReceive(Span<byte> destination)
    {
        ThrowIfClosed();
        if (!_incoming.TryPeek(out byte[]? next))
        {
            return _ended ? 0 : -1;
        }

        int take = Math.Min(next.Length, destination.Length);
        next.AsSpan(0, take).CopyTo(destination);
        _incoming.Dequeue();
        if (take < next.Length)
        {
            byte[][] rest = [next[take..], .. _incoming];
            _incoming.Clear();
            Array.ForEach(rest, _incoming.Enqueue);
        }

        return take;
    }

    public override int TrySend(ReadOnlySpan<byte> source)
    {
        ThrowIfClosed();
        SendCalls++;
        if (SendFailure is { } failure)
        {
            throw failure;
        }

        int take = Math.Min(Room, source.Length);
        Room -= take;
        Sent.AddRange(source[..take]);
        return take;
    }

    public override async ValueTask WaitWritableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (Room == 0)
        {
            Assert.Null(_writable);
            _writable = new TaskCompletionSource();
            await _writable.Task;
        }
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default)
    {
        IsShutDown = true;
        return default;
    }

    public override void Abort()
    {
        IsAborted = true;
        Dispose();
    }

    public override void Dispose()
    {
        IsDisposed = true;
        var closed = new LinkException(LinkError.Closed, "closed");
        Interlocked.Exchange(ref _readable, null)?.TrySetException(closed);
        Interlocked.Exchange(ref _writable, null)?.TrySetException(closed);
    }

    private static void Wake(ref TaskCompletionSource? waiter) => Interlocked.Exchange(ref waiter, null)?.TrySetResult();

    private void ThrowIfClosed()
    {
        if (IsDisposed)
        {
            throw new LinkException(LinkError.Closed, "closed");
        }
    }
}
