using System.Text;
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
public sealed class WebSocketLink : IDisposable
{
    private static readonly Action<object?> s_endFailedSend = static state => ((WebSocketLink)state!).EndFailedSend();

    private readonly Link _link;
    private readonly WebSocketOptions _options;
    private readonly ReceivePump _receive;
    private readonly SendPump _send;
    private readonly LinkWatch _watch;
    private Exception? _sendError;
    private Task? _streamEnd;
    private TaskCompletionSource? _ended;
    private bool _closeSent;
    private bool _closePumps;
    private bool _isEvicted;

    internal WebSocketLink(Link link, WebSocketRole role, WebSocketOptions options, int? deflateWindowBits = null, string? subprotocol = null)
    {
        _link = link;
        _options = options;
        Role = role;
        Subprotocol = subprotocol;
        bool isClient = role == WebSocketRole.Client;
        ShardBuffers pool = link.Shard.Buffers;
        var inbound = new InboundFrames(pool, expectMask: !isClient, options.MaxMessageBytes, deflate: deflateWindowBits is not null);
        _receive = new ReceivePump(link, inbound, this);
        var outgoing = new OutgoingFrames(pool, isClient, options.MaxSendQueueBytes, options.MaxSendQueueMessages, options.SendQueueShare);
        _send = new SendPump(link, outgoing, this, options, deflateWindowBits ?? 0);
        _watch = new LinkWatch(this, _receive, _send, options);
        _watch.KeepAlive();
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
    public bool IsOpen => Ending is null && !_closeSent && !_send.HasEnded;

    /// <summary>True when it is open and nothing waits for the peer, so that a send goes straight to the transport.</summary>
    public bool IsIdle => IsOpen && _send.Frames.IsEmpty;

    /// <summary>How the connection ended; None before.</summary>
    public WebSocketCloseKind CloseKind => Ending?.Kind ?? WebSocketCloseKind.None;

    /// <summary>The close code of the end, see <see cref="WebSocketMessage.CloseCode"/>; null before.</summary>
    public WebSocketCloseCode? CloseCode => Ending?.Code;

    /// <summary>The peer's close reason, or the rule that the peer broke; empty before.</summary>
    public string CloseReason => Ending?.Reason ?? "";

    /// <summary>What the transport failed with, where it did.</summary>
    public Exception? CloseError => Ending?.Error;

    /// <summary>Bytes that wait for the peer to take them.</summary>
    public int QueuedBytes => _send.Frames.Bytes;

    /// <summary>Frames that wait for the peer to take them.</summary>
    public int QueuedMessages => _send.Frames.Frames;

    /// <summary>Messages that were dropped from the queue to make room, see <see cref="SendQueuePolicy.DropOldest"/> and <see cref="Evict"/>.</summary>
    public long DroppedMessages => _send.Frames.Dropped;

    /// <summary>Buffer held right now, in bytes; 0 while idle.</summary>
    public int HeldBytes => _receive.Frames.HeldBytes + _send.Frames.HeldBytes;

    /// <summary>What a send that does not wait does when the queue is full; at first as the options say.</summary>
    public SendQueuePolicy WhenSendQueueIsFull
    {
        get => _send.WhenFull;
        set => _send.WhenFull = value;
    }

    /// <summary>Completes when the connection has ended, however it did; for who does not receive at the time.</summary>
    public Task Ended => Ending is null ? (_ended ??= new TaskCompletionSource()).Task : Task.CompletedTask;

    /// <summary>
    /// Receives the next message; what is queued is flushed before it waits. After the last one, every call yields the same
    /// close again. Cancelling leaves the connection usable.
    /// </summary>
    public ValueTask<WebSocketMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        // While CloseAsync reads towards the peer's close frame, the only message left for anyone else is the end.
        if (_closePumps && Ending is null)
        {
            return ReceiveEndAsync(cancellationToken);
        }

        return _receive.IsSuspended
            ? throw new InvalidOperationException("A receive is pending already; a connection has one reader.")
            : _receive.ReceiveAsync(cancellationToken);
    }

    /// <summary>
    /// Queues a message and flushes it, together with others, no later than at the end of the shard's turn. False when the
    /// queue is full or the connection is not open (see <see cref="IsOpen"/>): then nothing was queued.
    /// </summary>
    public bool TrySend(WebSocketMessageKind kind, ReadOnlySpan<byte> payload) => IsOpen && _send.TrySend(kind, payload, _send.WhenFull);

    /// <summary>
    /// Sends messages that <see cref="WebSocketFrame.Encode"/> has made frames of, so that the same bytes can go to many. They leave at once where
    /// nothing waits before them; else they are queued, and flushed as others are. False when the queue has no room for all of them or the
    /// connection is not open: then nothing was sent. For servers, whose frames are not masked.
    /// </summary>
    public bool TrySendEncoded(ReadOnlySpan<byte> frames, int count)
    {
        SharedFrames? shared = null;
        return TrySendEncoded(frames, count, ref shared);
    }

    /// <summary>
    /// As <see cref="TrySendEncoded(ReadOnlySpan{byte}, int)"/>, where the same frames go to other connections of this shard too: <paramref name="shared"/>
    /// is what they share. Give a null variable with the first, the same one with the others, and a null one again once the frames change.
    /// </summary>
    public bool TrySendEncoded(ReadOnlySpan<byte> frames, int count, ref SharedFrames? shared)
    {
        if (Role != WebSocketRole.Server)
        {
            throw new InvalidOperationException("A client masks each of its frames with a key of its own (RFC 6455 section 5.3); send messages instead.");
        }

        return IsOpen && _send.TrySendEncoded(frames, count, ref shared);
    }

    /// <summary>
    /// Queues a message, waiting for room where the queue is full; completes when it is queued. Throws
    /// <see cref="WebSocketClosedException"/> when the connection is not open or ends meanwhile.
    /// </summary>
    public ValueTask SendAsync(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        ThrowIfNotOpen();
        return _send.TrySend(kind, payload.Span, SendQueuePolicy.Refuse) ? default : _send.SendWhenRoomAsync(kind, payload, cancellationToken);
    }

    /// <summary>Hands everything queued to the transport, waiting where it is full.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        _send.Flush();
        if (_send.Frames.IsEmpty)
        {
            return default;
        }

        return _send.HasEnded ? throw ClosedException() : _send.WaitForEmptyAsync(cancellationToken);
    }

    /// <summary>
    /// Closes with a handshake: sends our close frame, discards what still arrives until the peer's, and completes when the stream has
    /// ended or the close timeout has passed; see <see cref="CloseKind"/>. It takes the payload of the last receive away.
    /// </summary>
    public async ValueTask CloseAsync(
        WebSocketCloseCode code = WebSocketCloseCode.Normal, string reason = "", CancellationToken cancellationToken = default)
    {
        ClosePayload.ThrowIfNotSendable(code, reason);
        if (Ending is null)
        {
            BeginClose(code, reason);
            if (_receive.IsSuspended || _closePumps)
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
        if (Ending is null && !_closeSent)
        {
            SendClose(code, reason);
            _send.Flush();
        }
    }

    /// <summary>
    /// Gives up a peer that is too slow: drops the messages that have not begun to leave and sends a close frame behind the rest. Ends as
    /// <see cref="WebSocketCloseKind.SlowConsumer"/>, by a closing handshake where the peer still answers.
    /// </summary>
    public void Evict(WebSocketCloseCode code = WebSocketCloseCode.TryAgainLater, string reason = "")
    {
        ClosePayload.ThrowIfNotSendable(code, reason);
        if (Ending is null && !_closeSent)
        {
            _isEvicted = true;
            _send.Frames.DropData();
            SendClose(code, reason);
            _send.Flush();
        }
    }

    /// <summary>True for a code and a reason that may be sent: 1000-1003, 1007-1014, 3000-4999 or none, and at most 123 bytes of UTF-8.</summary>
    public static bool CanClose(WebSocketCloseCode code, string reason) => ClosePayload.IsSendable(code) && ClosePayload.IsSendable(reason);

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
            // What was sent in this turn of the shard should not be lost for want of a flush.
            _send.Flush();
            End(WebSocketCloseKind.Aborted);
        }

        if (!_receive.IsSuspended)
        {
            _receive.Frames.Release();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"WebSocketLink({Role}, {(IsOpen ? "open" : Ending is null ? "closing" : CloseKind.ToString())})";

    /// <summary>How the connection ended; null before.</summary>
    internal Ending? Ending { get; private set; }

    internal void Adopt(byte[] buffer, int start, int end) => _receive.Frames.Adopt(buffer, start, end);

    internal void HoldSends() => _send.Hold();

    internal void ReleaseSends() => _send.Release();

    internal void FlushNow() => _send.Flush();

    internal void AnswerPing(ReadOnlySpan<byte> payload)
    {
        // After a close frame nothing more is sent.
        if (!_closeSent)
        {
            _send.AnswerPing(payload);
        }
    }

    internal void SendIsBlocked() => _watch.Soon();

    internal void ThrowIfNotOpen()
    {
        if (!IsOpen)
        {
            throw ClosedException();
        }
    }

    // The failure surfaces in the middle of someone's send; the end, which runs other pumps' code, waits until that has returned.
    internal void SendFailed(Exception error)
    {
        _sendError = error;
        Shard.Post(s_endFailedSend, this);
    }

    private void EndFailedSend()
    {
        if (Ending is null)
        {
            End(WebSocketCloseKind.TransportFailed, error: _sendError);
        }
        else
        {
            // The connection had ended already, and its stream was being ended: whoever waits for what is queued waits in vain.
            _send.End(Ending.ToException);
        }
    }

    private WebSocketClosedException ClosedException() => Ending?.ToException()
        ?? new(WebSocketCloseKind.None, WebSocketCloseCode.NoStatus, "The WebSocket connection is closing; nothing more can be sent.", _sendError);

    internal void TakeClose(WebSocketMessage close)
    {
        bool peerIsFirst = !_closeSent;
        byte[] reason = close.Payload.ToArray();
        if (peerIsFirst)
        {
            SendClose(close.CloseCode, "");
        }

        WebSocketCloseKind kind = peerIsFirst ? WebSocketCloseKind.ByPeer : _isEvicted ? WebSocketCloseKind.SlowConsumer : WebSocketCloseKind.ByUs;
        Ending = new Ending(kind, close.CloseCode, reason, null);
        _streamEnd = EndStreamAsync(shutdown: Role == WebSocketRole.Server, awaitEnd: Role == WebSocketRole.Client);
        _ended?.TrySetResult();
    }

    internal void TakeViolation(Violation violation)
    {
        if (!_closeSent)
        {
            SendClose(violation.Code, violation.Reason);
        }

        Ending = new Ending(WebSocketCloseKind.ProtocolViolation, violation.Code, Encoding.UTF8.GetBytes(violation.Reason), null);
        _streamEnd = EndStreamAsync(shutdown: true, awaitEnd: true);
        _ended?.TrySetResult();
    }

    private async Task EndStreamAsync(bool shutdown, bool awaitEnd)
    {
        await Closing.EndStreamAsync(_link, _send, shutdown, awaitEnd);
        _watch.Leave();
        _link.Dispose();
        _send.End(Ending!.ToException);
    }

    private void SendClose(WebSocketCloseCode code, string reason)
    {
        _closeSent = true;
        _watch.BeginClose(Shard.Now);
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        _send.Frames.AppendControl(Opcode.Close, payload[..ClosePayload.Write(payload, code, reason)]);
    }

    internal void End(
        WebSocketCloseKind kind, WebSocketCloseCode code = WebSocketCloseCode.Abnormal, Exception? error = null, bool abort = false)
    {
        if (Ending is null)
        {
            Ending = _isEvicted ? new(WebSocketCloseKind.SlowConsumer, WebSocketCloseCode.TryAgainLater, [], error) : new(kind, code, [], error);
            _watch.Leave();
            _send.Drop();
            if (abort)
            {
                _link.Abort();
            }

            _link.Dispose();
            _send.End(Ending.ToException);
            _ended?.TrySetResult();
        }
        else if (abort)
        {
            _link.Abort();
        }
    }

    private async ValueTask PumpToEndAsync(CancellationToken cancellationToken)
    {
        _closePumps = true;
        try
        {
            while (!(await _receive.ReceiveAsync(cancellationToken)).IsClose)
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
        return Ending!.ToMessage();
    }
}
