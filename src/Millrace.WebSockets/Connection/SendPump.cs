using System.Buffers;
using System.Runtime.CompilerServices;
using Millrace.Shards;
using Millrace.WebSockets.Compression;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Connection;

/// <summary>Moves queued frames into the transport and wakes whoever waits for room. All on the shard's thread.</summary>
internal sealed class SendPump(Link link, OutgoingFrames frames, WebSocketLink owner, WebSocketDeflateOptions? deflate, int deflateWindowBits)
{
    // Two minutes by default: a full queue of 2 MiB then needs a peer that takes 17 KiB a second, which a poor mobile network does.
    private const int TimeoutsForQueue = 8;

    private static readonly Action<object?> s_flush = static state => ((SendPump)state!).FlushAtEndOfTurn();

    private Action? _onWritable;
    private Queue<RoomWait>? _waitingForRoom;
    private RoomWait? _spareWait;
    private List<TaskCompletionSource>? _waitingForEmpty;
    private ValueTask _writable;
    private long _progressTicks; // when the transport last took a byte or, if later, when it stopped taking any
    private QueueAge _age;
    private long _taken;
    private bool _flushIsDue;
    private bool _isHeld;

    /// <summary>True while the transport takes nothing.</summary>
    public bool IsBlocked { get; private set; }

    public bool HasWaiters => _waitingForRoom is { Count: > 0 };

    public OutgoingFrames Frames => frames;

    public bool HasEnded { get; private set; }

    /// <summary>True when the peer has taken no byte of what waits for the timeout, or not yet all that waited several timeouts ago.</summary>
    public bool IsTooSlow(long now, long timeoutTicks) =>
        IsBlocked && (now - _progressTicks >= timeoutTicks || _age.IsOver(now, _taken, frames.Bytes, TimeoutsForQueue * timeoutTicks));

    /// <summary>Hands over what waits, as far as the transport takes it.</summary>
    public void Flush()
    {
        if (IsBlocked || HasEnded || frames.IsEmpty)
        {
            return;
        }

        try
        {
            while (!frames.IsEmpty)
            {
                int sent = link.TrySend(frames.Next());
                if (sent == 0)
                {
                    Block();
                    return;
                }

                _taken += sent;
                frames.Sent(sent);
            }
        }
        catch (Exception e)
        {
            Fail(e); // also what nobody expected: most flushes run in the shard's loop, which others need
            return;
        }

        WakeAll();
    }

    /// <summary>Queues a message to be flushed soon; false when there is no room or others wait for it already.</summary>
    public bool TrySend(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (HasWaiters || !TryQueue(kind, payload))
        {
            return false;
        }

        FlushSoon();
        return true;
    }

    /// <summary>Queues a message as soon as there is room for it.</summary>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    public async ValueTask SendWhenRoomAsync(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        RoomWait wait = _spareWait ?? new RoomWait(link.Shard);
        _spareWait = null;
        do
        {
            (_waitingForRoom ??= new()).Enqueue(wait);
            await wait.Begin(cancellationToken);
            owner.ThrowIfNotOpen();
        }
        while (!TryQueue(kind, payload.Span));

        // Only one that has left the queue may be used again; a cancelled one stays in it until its turn.
        _spareWait = wait;
        FlushSoon();
    }

    /// <summary>Sends a pong, ahead of what waits behind a slow peer.</summary>
    public void AnswerPing(ReadOnlySpan<byte> payload)
    {
        if (!frames.FitsBuffer(payload.Length))
        {
            Flush();
        }

        if (IsBlocked)
        {
            frames.OvertakeWithPong(payload);
        }
        else
        {
            frames.AppendControl(Opcode.Pong, payload);
            FlushSoon();
        }
    }

    /// <summary>Sends an empty ping.</summary>
    public void Ping()
    {
        frames.AppendControl(Opcode.Ping, default);
        Flush();
    }

    /// <summary>Flushes once this turn of the loop is done, so that sends of one turn share a system call.</summary>
    public void FlushSoon()
    {
        if (!_flushIsDue && !IsBlocked && !_isHeld)
        {
            _flushIsDue = true;
            link.Shard.AtEndOfTurn(s_flush, this);
        }
    }

    /// <summary>
    /// While the code that awaited a message runs, its sends need no flush of their own: it ends by receiving again, which flushes, or by
    /// waiting for something else, which <see cref="Release"/> sees.
    /// </summary>
    public void Hold() => _isHeld = true;

    /// <summary>Ends what <see cref="Hold"/> began.</summary>
    public void Release()
    {
        _isHeld = false;
        if (!frames.IsEmpty)
        {
            FlushSoon();
        }
    }

    /// <summary>Completes when everything queued so far, and since, has been handed over; fails when the connection ends.</summary>
    public async ValueTask WaitForEmptyAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource();
        (_waitingForEmpty ??= []).Add(waiter);
        await Cancellable(waiter, cancellationToken);
    }

    /// <summary>Drops what waits to be sent; nothing is sent after it.</summary>
    public void Drop()
    {
        HasEnded = true;
        frames.Release();
    }

    /// <summary>Drops what waits to be sent and fails whoever waits for it.</summary>
    public void End(Func<WebSocketClosedException> reason)
    {
        Drop();
        while (_waitingForRoom is { Count: > 0 } room)
        {
            room.Dequeue().Complete(reason());
        }

        List<TaskCompletionSource>? empty = _waitingForEmpty;
        _waitingForEmpty = null;
        empty?.ForEach(waiter => waiter.TrySetException(reason()));
    }

    private bool TryQueue(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind is not (WebSocketMessageKind.Text or WebSocketMessageKind.Binary))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Messages are text or binary; CloseAsync closes.");
        }

        if (frames.IsTooLarge(payload.Length))
        {
            throw new ArgumentException(
                $"A message of {payload.Length} bytes can never fit into MaxSendQueueBytes; split it, or raise the limit.", nameof(payload));
        }

        if (deflateWindowBits > 0 && payload.Length >= deflate!.MinMessageBytes
            && MessageDeflate.TryDeflate(payload, deflate.Level, deflateWindowBits, out byte[]? deflated, out int length))
        {
            bool queued = TryAppend((Opcode)kind, deflated.AsSpan(0, length), rsv1: true);
            ArrayPool<byte>.Shared.Return(deflated!);
            return queued;
        }

        return TryAppend((Opcode)kind, payload, rsv1: false);
    }

    private bool TryAppend(Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1)
    {
        if (!frames.FitsBuffer(payload.Length))
        {
            Flush();
        }

        if (frames.TryAppend(opcode, payload, rsv1))
        {
            return true;
        }

        Flush();
        return frames.TryAppend(opcode, payload, rsv1);
    }

    private static async ValueTask Cancellable(TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        // A cancelled waiter just stays in the list until the queue is empty.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
    }

    private void FlushAtEndOfTurn()
    {
        _flushIsDue = false;
        Flush();
    }

    private void Block()
    {
        IsBlocked = true;
        _progressTicks = Shard.Now;
        _age.Begin(_progressTicks, _taken, frames.Bytes);
        owner.SendIsBlocked();
        AwaitWritable();
    }

    private void Fail(Exception error)
    {
        IsBlocked = false;
        HasEnded = true;
        owner.SendFailed(error);
    }

    private void AwaitWritable()
    {
#pragma warning disable CA2012 // Consumed once, in OnWritable: the callback form of an await, which allocates nothing.
        _writable = link.WaitWritableAsync();
#pragma warning restore CA2012
        _writable.GetAwaiter().UnsafeOnCompleted(_onWritable ??= OnWritable);
    }

    private void OnWritable()
    {
        try
        {
            _writable.GetAwaiter().GetResult();
            while (!frames.IsEmpty && !HasEnded)
            {
                int sent = link.TrySend(frames.Next());
                if (sent == 0)
                {
                    AwaitWritable();
                    WakeForRoom();
                    return;
                }

                _progressTicks = Shard.Now;
                _taken += sent;
                frames.Sent(sent);
            }

            IsBlocked = false;
            WakeAll();
        }
        catch (Exception e)
        {
            // A broken transport; and what nobody expected belongs to whoever awaits this connection, not to the shard's loop.
            if (!HasEnded)
            {
                Fail(e);
            }
        }
    }

    private void WakeAll()
    {
        // Who is woken may send, block and wait again at once: take the list first, and stop waking where room has gone.
        if (_waitingForEmpty is { } empty)
        {
            _waitingForEmpty = null;
            empty.ForEach(static waiter => waiter.TrySetResult());
        }

        WakeForRoom();
    }

    private void WakeForRoom()
    {
        // Half empty, not one byte free: waking for each gap would make every send a system call.
        // Each waiter once: one that finds too little room for its message comes back to the queue.
        for (int left = _waitingForRoom?.Count ?? 0; left > 0 && frames.IsHalfEmpty && HasWaiters; left--)
        {
            _waitingForRoom!.Dequeue().Complete();
        }
    }
}
