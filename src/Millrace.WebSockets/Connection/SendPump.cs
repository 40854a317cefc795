using System.Runtime.CompilerServices;
using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Connection;

/// <summary>Moves queued frames into the transport and wakes whoever waits for room. All on the shard's thread.</summary>
internal sealed class SendPump(Link link, OutgoingFrames frames, WebSocketLink owner, WebSocketOptions options, int deflateWindowBits)
{
    // Two minutes by default: a full queue of 2 MiB then needs a peer that takes 17 KiB a second, which a poor mobile network does.
    private const int TimeoutsForQueue = 8;

    private static readonly Action<object?> s_flush = static state => ((SendPump)state!).FlushAtEndOfTurn();

    private Action? _onWritable;
    private SendWaits? _waits;
    private ValueTask _writable;
    private long _progressTicks; // when the transport last took a byte or, if later, when it stopped taking any
    private QueueAge _age;
    private long _taken;
    private bool _flushIsDue;
    private bool _isHeld;

    /// <summary>True while the transport takes nothing.</summary>
    public bool IsBlocked { get; private set; }

    public bool HasWaiters => _waits is { HasAnyForRoom: true };

    public OutgoingFrames Frames => frames;

    public bool HasEnded { get; private set; }

    public SendQueuePolicy WhenFull { get; set; } = options.WhenSendQueueIsFull;

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
    public bool TrySend(WebSocketMessageKind kind, ReadOnlySpan<byte> payload, SendQueuePolicy whenFull)
    {
        if (HasWaiters || !Queueing.TryQueue(this, options, deflateWindowBits, kind, payload, whenFull))
        {
            return false;
        }

        FlushSoon();
        return true;
    }

    /// <summary>
    /// Hands encoded frames to the transport where nothing waits before them, so that a fan-out copies nothing; queues what it does not
    /// take. False when there is no room or others wait for it already.
    /// </summary>
    public bool TrySendEncoded(ReadOnlySpan<byte> encoded, int count, ref SharedFrames? shared)
    {
        if (!frames.IsEmpty || IsBlocked)
        {
            if (HasWaiters || !Queueing.TryQueueEncoded(this, encoded, count, WhenFull, ref shared))
            {
                return false;
            }

            FlushSoon();
            return true;
        }

        // What is too much for the queue might be left in it half sent.
        return !HasWaiters && frames.HasRoom(encoded.Length, count) && TryHandOver(encoded, count, ref shared);
    }

    /// <summary>Queues a message as soon as there is room for it.</summary>
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    public async ValueTask SendWhenRoomAsync(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        SendWaits waits = _waits ??= new SendWaits(link.Shard);
        RoomWait wait = waits.Take();
        do
        {
            await waits.BeginForRoom(wait, cancellationToken);
            owner.ThrowIfNotOpen();
        }
        while (!Queueing.TryQueue(this, options, deflateWindowBits, kind, payload.Span, SendQueuePolicy.Refuse));

        waits.Return(wait);
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
    public ValueTask WaitForEmptyAsync(CancellationToken cancellationToken) =>
        (_waits ??= new SendWaits(link.Shard)).ForEmptyAsync(cancellationToken);

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
        _waits?.Fail(reason);
    }

    private bool TryHandOver(ReadOnlySpan<byte> encoded, int count, ref SharedFrames? shared)
    {
        int sent;
        try
        {
            sent = link.TrySend(encoded);
        }
        catch (Exception e)
        {
            Fail(e); // also what nobody expected: the other members of a fan-out must have theirs
            return false;
        }

        if (sent < encoded.Length)
        {
            _taken += sent;
            frames.TryAppendEncoded(encoded, count, ref shared);
            frames.Sent(sent);
            Flush();
        }

        return true;
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
        // Who is woken may fill the queue again at once.
        _waits?.WakeForEmpty();
        WakeForRoom();
    }

    private void WakeForRoom() => _waits?.WakeForRoom(frames);
}
