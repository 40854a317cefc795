namespace Millrace.Amqp.Publishing;

/// <summary>
/// The frames of all channels on their way to one connection's stream. Whoever publishes writes whole messages into a buffer; while the stream takes one buffer the next fills, so that the
/// busier it is the more messages travel together. <see cref="TurnGate"/> bounds what waits.
/// </summary>
internal sealed class FrameOutbox(Stream stream, int capacity, int maxPayload, CompletionLine completions)
{
    private const int FirstBytes = 16 * 1024;
    private readonly Lock _lock = new();
    private byte[] _filling = new byte[FirstBytes];
    private byte[] _leaving = new byte[FirstBytes];
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
            _filled += PublishFrames.Write(_filling.AsSpan(_filled, size), channel, message, maxPayload);
            Written += size;
            if (_isSending)
            {
                return true;
            }

            _isSending = true;
        }

        _ = SendAllAsync();
        return true;
    }

    /// <summary>No more is taken; what waits for room goes on without, and what has not left is dropped.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _filled = 0;
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
            lock (_lock)
            {
                (_filling, _leaving) = (_leaving, _filling);
                (count, _filled) = (_filled, 0);
                bytes = _leaving;
                if (count == 0 || _isOver)
                {
                    _isSending = false;
                    return;
                }
            }

            try
            {
                await stream.WriteAsync(bytes.AsMemory(0, count)).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                // The session says so too, and ends this.
                End();
            }

            Interlocked.Add(ref _handed, count);
            Room.Give(count);
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
}
