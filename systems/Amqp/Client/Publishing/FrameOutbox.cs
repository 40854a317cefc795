namespace Millrace.Amqp.Publishing;

/// <summary>
/// The frames of all channels on their way to one connection's stream. Whoever publishes writes whole messages into a buffer; while the stream takes one buffer the next fills, so that the
/// busier it is the more messages travel together. <see cref="TurnGate"/> bounds what waits.
/// </summary>
internal sealed class FrameOutbox(Stream stream, int capacity, int maxPayload, CompletionLine completions)
{
    private const int FirstBytes = 16 * 1024;

    // What the stream is given at once, and at a message's end only: the library writes frames of its own in between. Room comes back with each piece, so that all who wait have
    // their turn; were it given back for a whole buffer, the first few to wake would fill it again by themselves.
    private const int Piece = 16 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<(long Written, TaskCompletionSource Left)> _watched = new();
    private byte[] _filling = new byte[FirstBytes];
    private byte[] _leaving = new byte[FirstBytes];
    private List<int> _fillingEnds = [];
    private List<int> _leavingEnds = [];
    private int _filled;
    private long _handed;
    private bool _isSending;
    private bool _isOver;

    /// <summary>Room for bytes that were written and have not left; to be taken before <see cref="TryWrite"/>.</summary>
    public TurnGate Room { get; } = new(capacity, completions);

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Of these, the ones that the stream has taken.</summary>
    public long Handed => Interlocked.Read(ref _handed);

    /// <summary>Bytes that the message takes at most.</summary>
    /// <exception cref="ArgumentException">It cannot be written: a name or the properties are too long, or a header is of a type that AMQP has not.</exception>
    public int Measure(in OutgoingMessage message) => PublishFrames.Measure(message, maxPayload);

    /// <summary>Writes a message whose size was taken from <see cref="Room"/>; false when the outbox is over, and then the room is given back.</summary>
    public bool TryWrite(ushort channel, in OutgoingMessage message, int size)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            if (_filling.Length - _filled < size)
            {
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _filled + size));
            }

            // Counted only when it is whole: properties that cannot be written must not leave half a message behind.
            int written = PublishFrames.Write(_filling.AsSpan(_filled, size), channel, message, maxPayload);
            _filled += written;
            if (_filled - (_fillingEnds.Count > 0 ? _fillingEnds[^1] : 0) >= Piece)
            {
                _fillingEnds.Add(_filled);
            }

            Written += written;
            if (written < size)
            {
                Room.Give(size - written);
            }

            if (_isSending)
            {
                return true;
            }

            _isSending = true;
        }

        _ = SendAllAsync();
        return true;
    }

    /// <summary>Completes once the stream has taken all that was written before this call, or nothing more will be taken.</summary>
    public Task LeftAsync()
    {
        lock (_lock)
        {
            if (_isOver || Handed >= Written)
            {
                return Task.CompletedTask;
            }

            var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watched.Enqueue((Written, left));
            return left.Task;
        }
    }

    /// <summary>No more is taken; what waits for room goes on without, and what has not left is dropped.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _filled = 0;
            _fillingEnds.Clear();
            while (_watched.TryDequeue(out (long, TaskCompletionSource Left) watched))
            {
                watched.Left.SetResult();
            }
        }

        Room.Close();
    }

    // The first part runs within TryWrite's caller: the stream below gathers by itself and only makes wait when its own buffer is full.
    private async Task SendAllAsync()
    {
        while (true)
        {
            int count;
            byte[] bytes;
            List<int> ends;
            lock (_lock)
            {
                (_filling, _leaving) = (_leaving, _filling);
                (_fillingEnds, _leavingEnds) = (_leavingEnds, _fillingEnds);
                (count, _filled) = (_filled, 0);
                ends = _leavingEnds;
                bytes = _leaving;
                if (count == 0 || _isOver)
                {
                    _isSending = false;
                    return;
                }
            }

            if (ends.Count == 0 || ends[^1] != count)
            {
                ends.Add(count);
            }

            int start = 0;
            foreach (int end in ends)
            {
                try
                {
                    await stream.WriteAsync(bytes.AsMemory(start, end - start)).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is IOException or ObjectDisposedException or System.Net.Sockets.SocketException or OperationCanceledException)
                {
                    // The session says so too, and ends this.
                    End();
                }

                Hand(end - start);
                start = end;
            }

            ends.Clear();
            if (bytes.Length > 2 * capacity)
            {
                // One huge message must not leave a huge buffer behind.
                lock (_lock)
                {
                    _leaving = new byte[FirstBytes];
                }
            }
        }
    }

    private void Hand(int count)
    {
        long handed = Interlocked.Add(ref _handed, count);
        Room.Give(count);
        lock (_lock)
        {
            while (_watched.TryPeek(out (long Written, TaskCompletionSource Left) first) && first.Written <= handed)
            {
                _watched.Dequeue().Left.SetResult();
            }
        }
    }
}
