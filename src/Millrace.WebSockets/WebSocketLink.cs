using System.Text;
using System.Threading.Tasks.Sources;
using Millrace.Shards;
using Millrace.WebSockets.Connection;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets;

/// <summary>
/// One WebSocket connection (RFC 6455), of either side, on its shard's thread. An idle one holds no buffer; a message costs no
/// allocation. Pings are answered while a receive is pending. One receive at a time; sends may come from several pumps of the shard.
/// </summary>
/// <remarks>
/// The end of a connection is a message, not an exception: <see cref="ReceiveAsync"/> yields a <see cref="WebSocketMessageKind.Close"/>
/// and <see cref="CloseKind"/> says how it came about.
/// </remarks>
public sealed class WebSocketLink : IValueTaskSource<WebSocketMessage>, ISwept, IDisposable
{
    // A peer whose bytes are always there already gets this many reads before the other connections of the shard have their turn.
    private const int ReadsBeforeYield = 16;

    private static readonly Action<object?> s_resume = static state => ((WebSocketLink)state!).Resume();
    private static readonly Action<object?> s_endFailedSend = static state => ((WebSocketLink)state!).EndFailedSend();

    private readonly Link _link;
    private readonly WebSocketOptions _options;
    private readonly InboundFrames _inbound;
    private readonly SendPump _pump;
    private ManualResetValueTaskSourceCore<WebSocketMessage> _receive;
    private ValueTask _readable;
    private CancellationToken _receiveToken;
    private Action? _onReadable;
    private SweepEntry? _sweepEntry;
    private Ending? _ending;
    private Exception? _sendError;
    private Task? _streamEnd;
    private TaskCompletionSource? _ended;
    private KeepAlive _keepAlive;
    private long _closeDeadline;
    private byte _reads;
    private bool _suspended;
    private bool _isReadable;
    private bool _closeSent;
    private bool _closePumps;
    private bool _heard = true;

    internal WebSocketLink(Link link, WebSocketRole role, WebSocketOptions options, int? deflateWindowBits = null, string? subprotocol = null)
    {
        _link = link;
        _options = options;
        Role = role;
        Subprotocol = subprotocol;
        bool isClient = role == WebSocketRole.Client;
        ShardBuffers pool = link.Shard.Buffers;
        _inbound = new InboundFrames(pool, expectMask: !isClient, options.MaxMessageBytes, deflate: deflateWindowBits is not null);
        var outgoing = new OutgoingFrames(pool, isClient, options.MaxSendQueueBytes, options.MaxSendQueueMessages);
        _pump = new SendPump(link, outgoing, this, options.Deflate, deflateWindowBits ?? 0);
        EnlistForKeepAlive();
    }

    /// <summary>Which side we are.</summary>
    public WebSocketRole Role { get; }

    /// <summary>The subprotocol that both sides agreed on, or null.</summary>
    public string? Subprotocol { get; }

    /// <summary>The transport underneath; not to be read or written.</summary>
    public Link Transport => _link;

    /// <summary>The shard that owns this connection.</summary>
    public Shard Shard => _link.Shard;

    /// <summary>True until a close frame is sent or the connection ends.</summary>
    public bool IsOpen => _ending is null && !_closeSent && !_pump.HasEnded;

    /// <summary>How the connection ended; None before.</summary>
    public WebSocketCloseKind CloseKind => _ending?.Kind ?? WebSocketCloseKind.None;

    /// <summary>The close code of the end, see <see cref="WebSocketMessage.CloseCode"/>; null before.</summary>
    public WebSocketCloseCode? CloseCode => _ending?.Code;

    /// <summary>The peer's close reason, or the rule that the peer broke; empty before.</summary>
    public string CloseReason => _ending?.Reason ?? "";

    /// <summary>What the transport failed with, where it did.</summary>
    public Exception? CloseError => _ending?.Error;

    /// <summary>Bytes that wait for the peer to take them.</summary>
    public int QueuedBytes => _pump.Frames.Bytes;

    /// <summary>Frames that wait for the peer to take them.</summary>
    public int QueuedMessages => _pump.Frames.Frames;

    /// <summary>Buffer held right now, in bytes; 0 while idle.</summary>
    public int HeldBytes => _inbound.HeldBytes + _pump.Frames.HeldBytes;

    /// <summary>
    /// Receives the next message; what is queued is flushed before it waits. After the last one, every call yields the same
    /// close again. Cancelling leaves the connection usable.
    /// </summary>
    public ValueTask<WebSocketMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (_suspended)
        {
            throw new InvalidOperationException("A receive is pending already; a connection has one reader.");
        }

        return _closePumps ? ReceiveEndAsync(cancellationToken) : ReceiveNextAsync(cancellationToken);
    }

    /// <summary>
    /// Queues a message and flushes it, together with others, no later than at the end of the shard's turn. False when the
    /// queue is full or the connection is not open (see <see cref="IsOpen"/>): then nothing was queued.
    /// </summary>
    public bool TrySend(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        return IsOpen && _pump.TrySend(kind, payload);
    }

    /// <summary>
    /// Queues a message, waiting for room where the queue is full; completes when it is queued. Throws
    /// <see cref="WebSocketClosedException"/> when the connection is not open or ends meanwhile.
    /// </summary>
    public ValueTask SendAsync(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        ThrowIfNotOpen();
        return _pump.TrySend(kind, payload.Span) ? default : _pump.SendWhenRoomAsync(kind, payload, cancellationToken);
    }

    /// <summary>Hands everything queued to the transport, waiting where it is full.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        _pump.Flush();
        if (_pump.Frames.IsEmpty)
        {
            return default;
        }

        return _pump.HasEnded ? throw ClosedException() : _pump.WaitForEmptyAsync(cancellationToken);
    }

    /// <summary>
    /// Closes with a handshake: sends our close frame, discards what still arrives until the peer's, and completes when the stream has
    /// ended or the close timeout has passed; see <see cref="CloseKind"/>. It takes the payload of the last receive away.
    /// </summary>
    public async ValueTask CloseAsync(
        WebSocketCloseCode code = WebSocketCloseCode.Normal, string reason = "", CancellationToken cancellationToken = default)
    {
        ClosePayload.ThrowIfNotSendable(code, reason);
        if (_ending is null)
        {
            BeginClose(code, reason);
            if (_suspended || _closePumps)
            {
                await (_ended ??= new TaskCompletionSource()).Task.WaitAsync(cancellationToken);
            }
            else
            {
                await PumpToEndAsync(cancellationToken);
            }
        }

        if (_streamEnd is { } streamEnd)
        {
            await streamEnd.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends our close frame without waiting for anything; a pending or later receive sees the end.</summary>
    public void BeginClose(WebSocketCloseCode code, string reason = "")
    {
        ClosePayload.ThrowIfNotSendable(code, reason);
        if (_ending is null && !_closeSent)
        {
            SendClose(code, reason);
            _pump.Flush();
        }
    }

    /// <summary>Drops the connection at once with a reset; a pending receive yields <see cref="WebSocketCloseKind.Aborted"/>.</summary>
    public void Abort() => End(WebSocketCloseKind.Aborted, abort: true);

    /// <summary>
    /// Ends the connection. After a closing handshake the stream is still ended in good order, within the close timeout;
    /// otherwise it is closed at once.
    /// </summary>
    public void Dispose()
    {
        if (_streamEnd is null)
        {
            End(WebSocketCloseKind.Aborted);
        }

        if (!_suspended)
        {
            _inbound.Release();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"WebSocketLink({Role}, {(IsOpen ? "open" : _ending is null ? "closing" : CloseKind.ToString())})";

    WebSocketMessage IValueTaskSource<WebSocketMessage>.GetResult(short token) => _receive.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<WebSocketMessage>.GetStatus(short token) => _receive.GetStatus(token);

    // A receive completes on the shard's own thread, which is where its continuation belongs: capturing a context would only cost.
    void IValueTaskSource<WebSocketMessage>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _receive.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    void ISwept.Sweep(long now)
    {
        if (_closeDeadline != 0 && now >= _closeDeadline)
        {
            if (_ending is null)
            {
                End(WebSocketCloseKind.CloseTimeout, abort: true);
            }
            else
            {
                _link.Abort();
                _sweepEntry!.Leave();
            }
        }
        else if (_pump.IsBlocked && now - _pump.ProgressTicks >= Ticks(_options.SendTimeout))
        {
            Closing.TrySendLast(_link, _pump.Frames, WebSocketCloseCode.TryAgainLater, Role == WebSocketRole.Client);
            End(WebSocketCloseKind.SlowConsumer, WebSocketCloseCode.TryAgainLater, abort: true);
        }
        else if (_closeDeadline == 0)
        {
            CheckKeepAlive(now);
            if (!_pump.IsBlocked && _ending is null)
            {
                EnlistForKeepAlive();
            }
        }
    }

    internal void Adopt(byte[] buffer, int start, int end) => _inbound.Adopt(buffer, start, end);

    internal void SendIsBlocked() => ShardSweeps.Of(Shard).Soon.Add(_sweepEntry ??= new SweepEntry(this));

    internal void ThrowIfNotOpen()
    {
        if (!IsOpen)
        {
            throw ClosedException();
        }
    }

    // The failure surfaces in the middle of someone's send; the end, which runs other pumps' code, waits until that has returned.
    internal void SendFailed(LinkException error)
    {
        _sendError = error;
        Shard.Post(s_endFailedSend, this);
    }

    private void EndFailedSend() => End(WebSocketCloseKind.TransportFailed, error: _sendError);

    private WebSocketClosedException ClosedException() => _ending?.ToException()
        ?? new(WebSocketCloseKind.None, WebSocketCloseCode.NoStatus, "The WebSocket connection is closing; nothing more can be sent.", _sendError);

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Shard.TicksPerSecond);

    private ValueTask<WebSocketMessage> ReceiveNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            _receiveToken = cancellationToken;
            if (TryNext(out WebSocketMessage message))
            {
                return new ValueTask<WebSocketMessage>(message);
            }
        }
        catch (OperationCanceledException e)
        {
            return ValueTask.FromException<WebSocketMessage>(e);
        }

        _receive.Reset();
        _suspended = true;
        Suspend();
        return new ValueTask<WebSocketMessage>(this, _receive.Version);
    }

    private bool TryNext(out WebSocketMessage message)
    {
        while (_ending is null)
        {
            switch (_inbound.Next(out message))
            {
                case InboundEvent.Message:
                    return true;
                case InboundEvent.Ping when !_closeSent:
                    _pump.AnswerPing(message.Payload.Span);
                    break;
                case InboundEvent.Close:
                    TakeClose(message);
                    break;
                case InboundEvent.Violation:
                    TakeViolation(_inbound.Violation);
                    break;
                case InboundEvent.NeedBytes when !TryFill():
                    return false;
            }
        }

        message = _ending.ToMessage();
        _inbound.Release();
        return true;
    }

    // One step: a read or a wait. False when the receive has to suspend, for bytes or (with _isReadable) to let others have their turn.
    private bool TryFill()
    {
        try
        {
            if (_isReadable)
            {
                _isReadable = false;
                int count = _link.TryReceive(_inbound.Free());
                if (count == 0)
                {
                    End(WebSocketCloseKind.Vanished);
                    return true;
                }

                if (count > 0)
                {
                    _inbound.Received(count);
                    _heard = true;
                    return true;
                }
            }

            _inbound.Trim();
            _pump.Flush();
#pragma warning disable CA2012 // Consumed once, below or in Resume: the callback form of an await, which allocates nothing.
            _readable = _link.WaitReadableAsync(_receiveToken);
#pragma warning restore CA2012
            if (!_readable.IsCompleted)
            {
                _reads = 0;
                return false;
            }

            _readable.GetAwaiter().GetResult();
            _isReadable = true;
            _reads = (byte)((_reads + 1) % ReadsBeforeYield);
            return _reads != 0;
        }
        catch (LinkException e)
        {
            End(WebSocketCloseKind.TransportFailed, error: e);
            return true;
        }
    }

    private void Suspend()
    {
        if (_isReadable)
        {
            Shard.Post(s_resume, this);
        }
        else
        {
            _readable.GetAwaiter().UnsafeOnCompleted(_onReadable ??= Resume);
        }
    }

    private void Resume()
    {
        try
        {
            TakeReadable();
            if (!TryNext(out WebSocketMessage message))
            {
                Suspend();
                return;
            }

            _suspended = false;
            _receive.SetResult(message);
        }
        catch (OperationCanceledException e)
        {
            _suspended = false;
            _receive.SetException(e);
        }
    }

    private void TakeReadable()
    {
        if (_isReadable)
        {
            return;
        }

        try
        {
            ValueTask readable = _readable;
            _readable = default;
            readable.GetAwaiter().GetResult();
            _isReadable = true;
        }
        catch (LinkException e)
        {
            // Also what a pending receive sees when we end the connection ourselves; the end is known then.
            End(WebSocketCloseKind.TransportFailed, error: e);
        }
    }

    private void TakeClose(WebSocketMessage close)
    {
        bool peerIsFirst = !_closeSent;
        byte[] reason = close.Payload.ToArray();
        if (peerIsFirst)
        {
            SendClose(close.CloseCode, "");
        }

        _ending = new Ending(peerIsFirst ? WebSocketCloseKind.ByPeer : WebSocketCloseKind.ByUs, close.CloseCode, reason, null);
        _streamEnd = EndStreamAsync(shutdown: false, awaitEnd: Role == WebSocketRole.Client);
        _ended?.TrySetResult();
    }

    private void TakeViolation(Violation violation)
    {
        if (!_closeSent)
        {
            SendClose(violation.Code, violation.Reason);
        }

        _ending = new Ending(WebSocketCloseKind.ProtocolViolation, violation.Code, Encoding.UTF8.GetBytes(violation.Reason), null);
        _streamEnd = EndStreamAsync(shutdown: true, awaitEnd: true);
        _ended?.TrySetResult();
    }

    private async Task EndStreamAsync(bool shutdown, bool awaitEnd)
    {
        await Closing.EndStreamAsync(_link, _pump, shutdown, awaitEnd);
        _sweepEntry?.Leave();
        _link.Dispose();
        _pump.End(_ending!.ToException);
    }

    private void SendClose(WebSocketCloseCode code, string reason)
    {
        _closeSent = true;
        _closeDeadline = Shard.Now + Ticks(_options.CloseTimeout);
        ShardSweeps.Of(Shard).Soon.Add(_sweepEntry ??= new SweepEntry(this));
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        _pump.Frames.AppendControl(Opcode.Close, payload[..ClosePayload.Write(payload, code, reason)]);
    }

    private void End(
        WebSocketCloseKind kind, WebSocketCloseCode code = WebSocketCloseCode.Abnormal, Exception? error = null, bool abort = false)
    {
        if (_ending is null)
        {
            _ending = new Ending(kind, code, [], error);
            _sweepEntry?.Leave();
            if (abort)
            {
                _link.Abort();
            }

            _link.Dispose();
            _pump.End(_ending.ToException);
            _ended?.TrySetResult();
        }
    }

    private async ValueTask PumpToEndAsync(CancellationToken cancellationToken)
    {
        _closePumps = true;
        try
        {
            while (!(await ReceiveNextAsync(cancellationToken)).IsClose)
            {
            }
        }
        finally
        {
            _closePumps = false;
        }
    }

    private async ValueTask<WebSocketMessage> ReceiveEndAsync(CancellationToken cancellationToken)
    {
        await (_ended ??= new TaskCompletionSource()).Task.WaitAsync(cancellationToken);
        return _ending!.ToMessage();
    }

    private void CheckKeepAlive(long now)
    {
        if (!IsOpen || _options.KeepAliveInterval is not { } interval)
        {
            return;
        }

        // Silence counts only while we listen; a peer that takes our bytes is alive too.
        bool heard = _heard || !_suspended || _pump.IsBlocked;
        _heard = false;
        switch (_keepAlive.Check(now, heard, Ticks(interval), Ticks(_options.KeepAliveTimeout)))
        {
            case KeepAliveStep.Ping:
                _pump.Ping();
                break;
            case KeepAliveStep.Drop:
                End(WebSocketCloseKind.KeepAliveTimeout, abort: true);
                break;
        }
    }

    private void EnlistForKeepAlive()
    {
        if (_options.KeepAliveInterval is { } interval)
        {
            ShardSweeps sweeps = ShardSweeps.Of(Shard);
            bool isShort = TimeSpan.FromSeconds(4) > (interval < _options.KeepAliveTimeout ? interval : _options.KeepAliveTimeout);
            (isShort ? sweeps.Often : sweeps.Slow).Add(_sweepEntry ??= new SweepEntry(this));
        }
        else
        {
            _sweepEntry?.Leave();
        }
    }
}
