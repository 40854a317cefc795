using System.Net.WebSockets;

namespace Millrace.Speech.Host.Streaming;

/// <summary>
/// What a connection is going to send, in order: replies stand in it from the moment their chunk came, and go out when they are ready and first. Whoever makes one ready sends it, and all that are
/// ready behind it; one send is under way at a time, no lock is held over it, and nobody waits for it. Thread-safe.
/// </summary>
/// <param name="connection">What sends.</param>
/// <param name="maxChunks">Replies that may stand in it before the connection is read no further.</param>
/// <param name="maxBytes">Bytes of audio that may wait for their answers before it is read no further.</param>
internal sealed class ReplyQueue(StreamConnection connection, int maxChunks, long maxBytes)
{
    private readonly Lock _gate = new();
    private Reply? _head;
    private Reply? _tail;
    private TaskCompletionSource? _room;
    private int _count;
    private long _bytes;
    private long _warning = -1;
    private long _stuckSince;
    private Reply? _underWay;
    private bool _isSending;
    private bool _isClosing;
    private bool _isOver;

    /// <summary>Since when a send has been under way that the client does not take; 0 while none is.</summary>
    public long StuckSince => Volatile.Read(ref _stuckSince);

    /// <summary>Bytes of audio that wait for their answers.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Replies that are not sent yet.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>True where so much waits that the connection must not be read.</summary>
    public bool IsFull => Count >= maxChunks || Bytes >= maxBytes;

    /// <summary>Puts a reply at the end, before its pieces go to the recogniser. False where it would not be sent: behind the close, or at the end.</summary>
    public bool Add(Reply reply)
    {
        lock (_gate)
        {
            if (_isOver || _isClosing)
            {
                return false;
            }

            _isClosing = reply.Kind == ReplyKind.Close;
            _tail = _tail is null ? _head = reply : _tail.Next = reply;
            _count++;
            _bytes += reply.AudioBytes;
        }

        if (reply.IsReady)
        {
            Pump();
        }

        return true;
    }

    /// <summary>Has a warning sent before everything else.</summary>
    public void Warn(long backlogMs)
    {
        lock (_gate)
        {
            _warning = backlogMs;
        }

        Pump();
    }

    /// <summary>Completes when half of what may wait is answered, or nothing is sent any more.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_isOver || HasRoom)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Forgets what is not sent, and sends nothing more but this. Null: nothing at all.</summary>
    public void End(WebSocketCloseStatus? status)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            (_head, _tail, _warning, _isClosing) = (null, null, -1, true);
            (_count, _bytes) = _underWay is { } sending ? (1, sending.AudioBytes) : (0, 0);
            (room, _room) = (_room, null);
            if (status is { } close && !_isOver)
            {
                _head = _tail = new Reply(this, ReplyKind.Close, 0) { Status = close };
                _count++;
            }
            else
            {
                _isOver = true;
            }
        }

        room?.TrySetResult();
        Pump();
    }

    /// <summary>Fails the chunks that were handed to the recogniser before a moment and are not answered.</summary>
    public void GiveUpBefore(long moment, string why)
    {
        while (true)
        {
            Reply? overdue;
            lock (_gate)
            {
                for (overdue = _head; overdue is { IsReady: true } or { Submitted: 0 }; overdue = overdue.Next)
                {
                    // Answered, or nothing that a recogniser answers.
                }
            }

            if (overdue is null || overdue.Submitted > moment)
            {
                return;
            }

            overdue.GiveUpAll(why);
        }
    }

    /// <summary>Sends all that is ready and first, unless somebody else is at it.</summary>
    public void Pump()
    {
        if (TryTake(out Reply? reply, out long warning))
        {
            PumpOn(reply, warning);
        }
    }

    private bool HasRoom => _count <= maxChunks / 2 && _bytes <= maxBytes / 2;

    private void PumpOn(Reply? reply, long warning)
    {
        do
        {
            ValueTask send = reply is null ? connection.SendWarning(warning) : connection.Send(reply);
            if (!send.IsCompletedSuccessfully)
            {
                Volatile.Write(ref _stuckSince, connection.Now);
                _ = FinishAsync(send, reply);
                return;
            }

            send.GetAwaiter().GetResult();
        }
        while (TryGoOn(reply, out reply, out warning));
    }

    private async Task FinishAsync(ValueTask send, Reply? reply)
    {
        try
        {
            await send.ConfigureAwait(false);
        }
        catch (Exception e) when (StreamConnection.IsExpected(e))
        {
            connection.Abort(); // The reading side finds out.
        }

        Volatile.Write(ref _stuckSince, 0);
        if (TryGoOn(reply, out Reply? next, out long warning))
        {
            PumpOn(next, warning);
        }
    }

    private bool TryTake(out Reply? reply, out long warning)
    {
        lock (_gate)
        {
            return TryTakeLocked(out reply, out warning);
        }
    }

    private bool TryGoOn(Reply? sent, out Reply? reply, out long warning)
    {
        if (sent is not null)
        {
            connection.Sent(sent);
        }

        TaskCompletionSource? room = null;
        bool goesOn;
        lock (_gate)
        {
            _isSending = false;
            _underWay = null;
            if (sent is not null)
            {
                _count--;
                _bytes -= sent.AudioBytes;
                if (_room is not null && HasRoom)
                {
                    (room, _room) = (_room, null);
                }
            }

            goesOn = TryTakeLocked(out reply, out warning);
        }

        room?.TrySetResult();
        return goesOn;
    }

    private bool TryTakeLocked(out Reply? reply, out long warning)
    {
        (reply, warning) = (null, _warning);
        if (_isSending || _isOver)
        {
            return false;
        }

        if (warning >= 0)
        {
            _warning = -1;
            return _isSending = true;
        }

        if (_head is not { IsReady: true } head)
        {
            return false;
        }

        reply = _underWay = head;
        _head = head.Next;
        _tail = _head is null ? null : _tail;
        head.Next = null;
        _isOver = head.Kind == ReplyKind.Close;
        return _isSending = true;
    }
}
