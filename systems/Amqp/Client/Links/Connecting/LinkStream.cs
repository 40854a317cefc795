using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// The stream below RabbitMQ.Client. It says at once, before the library knows, that the peer is gone; it remembers when the peer was last heard; and it gathers what
/// the library writes frame by frame, so that one system call carries what has come together while the one before was under way.
/// </summary>
internal sealed class LinkStream : NetworkStream, IThreadPoolWorkItem
{
    // Enough that a system call is cheap per message, and little enough that a lost connection takes few messages with it.
    private const int Capacity = 64 * 1024;
    private const int FirstCapacity = 16 * 1024;
    private static readonly TimeSpan FlushPatience = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SslStream? _secure;
    private readonly FirstBytes _first;
    private byte[] _gathered = new byte[FirstCapacity];
    private byte[] _leaving = new byte[FirstCapacity];
    private int _gatheredBytes;
    private bool _sending;
    private bool _isTurnWanted;
    private bool _over;
    private Exception? _lost;
    private TaskCompletionSource? _room;
    private Action<Exception>? _onLost;
    private long _lastHeard;

    /// <param name="socket">A connected socket, which becomes the stream's own.</param>
    /// <param name="secure">TLS over it, where there is any.</param>
    /// <param name="first">Takes note of who answers, where that is not done below TLS.</param>
    /// <param name="time">The clock.</param>
    public LinkStream(Socket socket, SslStream? secure, FirstBytes first, TimeProvider time)
        : base(socket, ownsSocket: true)
    {
        _secure = secure;
        _first = first;
        _time = time;
        _lastHeard = time.GetTimestamp();
    }

    /// <summary>When something was last received, in <see cref="TimeProvider"/> ticks.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>Why it ended, once it has.</summary>
    public Exception? Lost
    {
        get
        {
            lock (_lock)
            {
                return _lost;
            }
        }
    }

    /// <summary>True while somebody waits to write.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _room is not null && !_over;
            }
        }
    }

    /// <summary>
    /// Awaited before a channel.close-ok of the library goes out. It must not fail. What is written to this stream by others meanwhile goes out before it.
    /// </summary>
    public Func<ushort, ValueTask>? BeforeCloseOk { get; set; }

    /// <summary>Calls <paramref name="lost"/> once when the peer is gone: now, where it is already. Not after <see cref="Abort"/> or a close of this side.</summary>
    public void OnLost(Action<Exception> lost)
    {
        Exception? already;
        lock (_lock)
        {
            already = _lost;
            _onLost = already is null && !_over ? lost : null;
        }

        if (already is not null)
        {
            lost(already);
        }
    }

    /// <summary>Ends the connection with a reset, without waiting for anybody; whoever reads or writes ends at once.</summary>
    public void Abort()
    {
        End(null);
        try
        {
            Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        Socket.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = _secure is null
                ? await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
                : await _secure.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            End(exception);
            throw;
        }

        if (count > 0)
        {
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            if (_secure is null)
            {
                _first.Note(buffer.Span[..count]);
            }
        }
        else if (buffer.Length > 0)
        {
            End(new EndOfStreamException("the peer closed the connection"));
        }

        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        BeforeCloseOk is { } before && CloseOkFrame.ChannelOf(buffer.Span) is { } channel ? WriteAfterAsync(before(channel), buffer, cancellationToken)
        : TryGather(buffer.Span) ? ValueTask.CompletedTask : WaitForRoomAsync(buffer, cancellationToken);

    // The library writes and flushes frame by frame: what is gathered leaves by itself.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The thread that sends: begun by the first write after a rest, and over when nothing is left.
    void IThreadPoolWorkItem.Execute() => _ = SendAllAsync();

    public override async ValueTask DisposeAsync()
    {
        // The last word, such as the answer to the broker's good-bye, may still be on its way.
        long start = _time.GetTimestamp();
        while (Leaving() is { } left && _time.GetElapsedTime(start) < FlushPatience)
        {
            await left.WaitAsync(FlushPatience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        End(null);
        base.Dispose(disposing);
    }

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryGather(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_over)
            {
                // Nothing of a dead connection may hold up its writers: the library's queue drains into nothing until its reader has told it.
                return true;
            }

            // What is small does not pass what is large and waits for its turn, or that would wait for ever.
            if (_isTurnWanted || _gatheredBytes + bytes.Length > Capacity)
            {
                return false;
            }

            if (_gatheredBytes + bytes.Length > _gathered.Length)
            {
                Array.Resize(ref _gathered, Math.Min(Capacity, Math.Max(_gathered.Length * 2, _gatheredBytes + bytes.Length)));
            }

            bytes.CopyTo(_gathered.AsSpan(_gatheredBytes));
            _gatheredBytes += bytes.Length;
            if (_sending)
            {
                return true;
            }

            _sending = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    private async ValueTask WriteAfterAsync(ValueTask before, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        if (!TryGather(buffer.Span))
        {
            await WaitForRoomAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitForRoomAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > Capacity ? !TryTakeTurn() : !TryGather(buffer.Span))
        {
            if (Leaving() is { } room)
            {
                await WaitAsync(room, isLarge: buffer.Length > Capacity, cancellationToken).ConfigureAwait(false);
            }
        }

        if (buffer.Length > Capacity)
        {
            // What is large goes out as it is, without a copy.
            await SendAsync(buffer).ConfigureAwait(false);
            _ = SendAllAsync();
        }
    }

    // True where nothing is gathered or on its way, so that the caller may send; also once it is over, when sending does nothing.
    private bool TryTakeTurn()
    {
        lock (_lock)
        {
            _isTurnWanted = _sending && !_over;
            if (_isTurnWanted)
            {
                return false;
            }

            _sending = true;
            return true;
        }
    }

    private async ValueTask WaitAsync(Task room, bool isLarge, CancellationToken cancellationToken)
    {
        try
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (isLarge)
        {
            lock (_lock)
            {
                _isTurnWanted = false;
                _room?.TrySetResult();
                _room = null;
            }

            throw;
        }
    }

    // What ends with the present system call, or null where none is under way.
    private Task? Leaving()
    {
        lock (_lock)
        {
            return (_sending || _isTurnWanted) && !_over ? (_room ??= NewRoom()).Task : null;
        }
    }

    private async Task SendAllAsync()
    {
        while (TakeGathered() is { IsEmpty: false } bytes)
        {
            await SendAsync(bytes).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (_secure is not null)
            {
                await _secure.WriteAsync(bytes).ConfigureAwait(false);
                return;
            }

            while (bytes.Length > 0)
            {
                bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            End(exception);
        }
    }

    private ReadOnlyMemory<byte> TakeGathered()
    {
        TaskCompletionSource? room;
        ReadOnlyMemory<byte> taken;
        lock (_lock)
        {
            (_gathered, _leaving) = (_leaving, _gathered);
            taken = _over ? default : _leaving.AsMemory(0, _gatheredBytes);
            _sending = taken.Length > 0;
            _gatheredBytes = 0;
            room = _room;
            _room = null;
        }

        room?.SetResult();
        return taken;
    }

    private void End(Exception? cause)
    {
        Action<Exception>? tell;
        TaskCompletionSource? room;
        lock (_lock)
        {
            if (_over)
            {
                return;
            }

            _over = true;
            _lost = cause;
            tell = cause is null ? null : _onLost;
            _onLost = null;
            room = _room;
            _room = null;
        }

        tell?.Invoke(cause!);
        room?.SetResult();
    }
}
