using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Client.Connections;

/// <summary>
/// What waits to be sent on one connection. Anybody appends; one write is under way at a time, and takes everything that has gathered
/// meanwhile. Each write ends with an acknowledgement where there is news, so that it stands behind the answers of the handlers that it acknowledges.
/// </summary>
internal sealed class Outbox(Stream stream, AckLedger acks, int limit, TimeProvider time)
{
    private const int Plenty = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly LineWriter _line = new();
    private LineBuffer _filling = new(MostKept(limit));
    private LineBuffer _leaving = new(MostKept(limit));
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private bool _isWriting;
    private long _writingSince;
    private bool _isClosed;
    private bool _isCounted;

    /// <summary>How long the write under way has been waiting for the gateway to take something; zero where there is none.</summary>
    public TimeSpan Stuck
    {
        get
        {
            lock (_lock)
            {
                return _isWriting ? time.GetElapsedTime(_writingSince) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The longest line that the gateway takes, in bytes; no bound where it has not said.</summary>
    public int MaxLineBytes { get; set; } = int.MaxValue;

    /// <summary>True where so much waits that it should leave before the batch is over.</summary>
    public bool HasPlenty => _filling.Length > Plenty;

    /// <summary>True once nothing is taken any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Why the last write failed; null while none has.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Appends a line, or says that there is no room for it now.</summary>
    /// <exception cref="GatewayUnavailableException">The connection has ended.</exception>
    /// <exception cref="ArgumentException">The line is longer than the gateway takes.</exception>
    public bool TryAppend(in OutgoingLine line)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new GatewayUnavailableException("The connection to the gateway has ended; the message was not sent.");
            }

            // What the protocol itself says is short, and must not wait behind the program.
            if (_filling.Length + _leaving.Length >= limit && line.IsAction)
            {
                return false;
            }

            Append(line);
            return true;
        }
    }

    /// <summary>Appends a line that the protocol asks for, whatever waits already; nothing where the connection has ended.</summary>
    public void Offer(in OutgoingLine line)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                Append(line);
            }
        }
    }

    /// <summary>Returns once there may be room again, or the connection has ended.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (_isClosed || _filling.Length + _leaving.Length < limit)
            {
                return Task.CompletedTask;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Starts to write what waits, unless a write is under way: that one takes it along.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_isWriting || _isClosed)
            {
                return;
            }

            _isWriting = true;
            _writingSince = time.GetTimestamp();
        }

        // Owned by _isWriting: it ends by itself, reports through Failure, and Close makes it end.
        _ = WriteAsync();
    }

    /// <summary>Returns once nothing waits, or the connection has ended.</summary>
    public Task FlushAsync()
    {
        Flush();
        lock (_lock)
        {
            if (_isClosed || !_isWriting)
            {
                return Task.CompletedTask;
            }

            _empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Takes nothing more; returns how many actions may not have reached the gateway. Zero at the second call.</summary>
    public int Close()
    {
        lock (_lock)
        {
            Close_NeedsLock();
            if (_isCounted)
            {
                return 0;
            }

            _isCounted = true;
            return _filling.Actions + _leaving.Actions;
        }
    }

    /// <summary>Takes nothing more; what did not reach the gateway is told by <see cref="Close"/>.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            Close_NeedsLock();
        }
    }

    // Twice the limit is what doubling may have come to when a line was just taken: to free that would be to make it anew again and again.
    private static long MostKept(int limit) => Math.Min(2L * limit, 16 * 1024 * 1024);

    // Whoever waits goes on, and hears of the end at the next line.
    private void Close_NeedsLock()
    {
        _isClosed = true;
        _room?.TrySetResult();
        _empty?.TrySetResult();
    }

    private void Append(in OutgoingLine line)
    {
        _line.Clear();
        line.WriteTo(_line);
        if (_line.Length > MaxLineBytes)
        {
            throw new ArgumentException($"The message makes a line of {_line.Length} bytes; the gateway takes {MaxLineBytes} (its max_line_bytes).");
        }

        _filling.Append(_line.Written);
        _filling.Actions += line.IsAction ? 1 : 0;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TakeAll())
            {
                await stream.WriteAsync(_leaving.Written).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Expected when the connection ends. The reading side may hear of it late, since it reads nothing while too much waits for those who wait for us.
            lock (_lock)
            {
                Failure = exception;
                _isWriting = false;
                Close_NeedsLock();
            }
        }
    }

    private bool TakeAll()
    {
        TaskCompletionSource? done = null;
        bool any;
        lock (_lock)
        {
            _leaving.Clear();
            if (!_isClosed && acks.TryTake(out long sequence))
            {
                Append(OutgoingLine.Ack(sequence));
            }

            any = _filling.Length > 0 && !_isClosed;
            if (any)
            {
                (_filling, _leaving) = (_leaving, _filling);
                _writingSince = time.GetTimestamp();
            }
            else
            {
                _isWriting = false;
                (done, _empty) = (_empty, null);
            }

            if (_room is not null && _filling.Length + _leaving.Length < limit)
            {
                _room.TrySetResult();
                _room = null;
            }
        }

        done?.TrySetResult();
        return any;
    }
}
