using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Live.Host.Serving;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>
/// One WebSocket: reads frame after frame and hands each to its session's turn before it reads the next. What it sends, its session decides; one send is under way at a time, and nothing
/// waits for it here.
/// </summary>
internal sealed class LiveConnection
{
    // Holds nearly every frame of a client, so that one that is idle keeps no larger buffer.
    private const int SmallFrame = 128;

    // The longest address that the web server takes is 8 KiB. One less, so that the rest of a frame which never comes holds no larger buffer.
    private const int LongestHello = (8 * 1024) - 1;

    private readonly LiveEngine _engine;
    private readonly WebSocket _socket;
    private readonly IHttpRequestLifetimeFeature? _transport;
    private readonly byte[] _small = new byte[SmallFrame];
    private byte[]? _sending;
    private Farewell? _farewell;
    private bool _farewellSent;
    private bool _aborted;
    private bool _isArriving = true;
    private int _decided;

    public LiveConnection(LiveEngine engine, WebSocket socket, IHttpRequestLifetimeFeature? transport, string? cookie, IPAddress? address, ClaimsPrincipal user)
    {
        (_engine, _socket, _transport, Cookie, Address, User) = (engine, socket, transport, cookie, address, user);
        HeardMs = SinceMs = engine.Clock.NowMs;
    }

    /// <summary>What its tokens are signed for: the browser's cookie and the user; null where it sent no cookie.</summary>
    public string? Cookie { get; }

    public IPAddress? Address { get; }

    /// <summary>Who it is.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>The session that it found; null before. Set in that session's turn.</summary>
    public LiveSession? Session { get; set; }

    /// <summary>True where the token that it brought is getting old.</summary>
    public bool NeedsToken { get; set; }

    /// <summary>When it was opened; once it says farewell, since when.</summary>
    public long SinceMs { get; private set; }

    /// <summary>When something came last.</summary>
    public long HeardMs { get; private set; }

    /// <summary>Since when a send has been under way; 0 while none is.</summary>
    public long SendingSinceMs { get; private set; }

    /// <summary>True while a send is under way.</summary>
    public bool IsSending => SendingSinceMs != 0;

    /// <summary>True once a farewell has been decided: nothing that comes counts any more.</summary>
    public bool IsLeaving => _farewell is not null;

    /// <summary>True where it is not read because it raised too many events.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>How long not to read, because its session says so; in milliseconds.</summary>
    public int PauseMs { get; set; }

    /// <summary>True once: for the first that finds it welcomed or gone. Any thread.</summary>
    public bool TryArrive() => Interlocked.Exchange(ref _isArriving, false);

    /// <summary>Lives until the WebSocket ends. Never throws.</summary>
    public async Task RunAsync()
    {
        WebSocketCloseStatus? closed = null;
        try
        {
            closed = await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Expected: the client is gone, or was cut off.
            Abort();
        }
        catch (Exception e)
        {
            LiveLog.SessionFailed(_engine.Log, Incident.New(), e);
            Abort();
        }

        _aborted = true;
        if (Session is { } session)
        {
            await session.LostAsync(this, HasLeft(closed)).ConfigureAwait(false);
        }
    }

    /// <summary>True for the first who asks: the hello that has come, or the sweep that has waited for it long enough.</summary>
    public bool TryDecide() => Interlocked.Exchange(ref _decided, 1) == 0;

    /// <summary>Ends the connection at once.</summary>
    public void Abort()
    {
        _aborted = true;
        _socket.Abort();
        _transport?.Abort(); // The WebSocket alone leaves a write that is stuck, and the read beside it, as they are.
    }

    /// <summary>Decides the farewell: the session sends nothing else after it. Only the first counts.</summary>
    public void Leave(Farewell farewell)
    {
        if (_farewell is null)
        {
            _farewell = farewell;
            SinceMs = _engine.Clock.NowMs;
            _engine.Leaving(this);
        }
    }

    /// <summary>Sends the farewell where one is due and nothing else is under way. In the session's turn, or before there is a session.</summary>
    public void SendFarewell()
    {
        if (_farewell is not { } farewell || _farewellSent || IsSending || _aborted)
        {
            return;
        }

        _farewellSent = true;
        _ = SendFarewellAsync(farewell);
    }

    /// <summary>Sends one frame. True where it is done; else <see cref="LiveSession.SentAsync"/> is called when it is. In the session's turn.</summary>
    /// <param name="frame">The frame, which must stay as it is until then.</param>
    /// <param name="rented">A buffer of the shared pool that goes back then; null where the frame stands in none.</param>
    public bool Send(ReadOnlyMemory<byte> frame, byte[]? rented = null)
    {
        _engine.Counters.Sent(frame.Length);
        ValueTask send;
        try
        {
            send = _socket.SendAsync(frame, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            Return(rented);
            Abort(); // The reading side finds out and tells the session.
            return true;
        }

        if (send.IsCompletedSuccessfully)
        {
            send.GetAwaiter().GetResult();
            Return(rented);
            return true;
        }

        _sending = rented;
        SendingSinceMs = Math.Max(1, _engine.Clock.NowMs);
        _ = FinishAsync(send);
        return false;
    }

    // An empty close frame is reported as 1000 too, and is what a browser sends for a page that comes back: only who says so has left.
    private bool HasLeft(WebSocketCloseStatus? closed) => closed == WebSocketCloseStatus.NormalClosure && _socket.CloseStatusDescription == LiveProtocol.Left;

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private async Task FinishAsync(ValueTask send)
    {
        try
        {
            await send.ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
        }

        if (Session is { } session)
        {
            await session.SentAsync(this).ConfigureAwait(false);
        }
    }

    /// <summary>In the session's turn: the send that was under way is over.</summary>
    public void Sent()
    {
        SendingSinceMs = 0;
        Return(_sending);
        _sending = null;
    }

    private async Task SendFarewellAsync(Farewell farewell)
    {
        try
        {
            ArrayBufferWriter<byte> frame = new(64 + (farewell.Message.Length * 3));
            ServerFrames.Goodbye(frame, farewell.Reason, farewell.Advice, farewell.AfterMs, farewell.Message);
            _engine.Counters.Sent(frame.WrittenCount);
            await _socket.SendAsync(frame.WrittenMemory, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None).ConfigureAwait(false);
            await _socket.CloseOutputAsync(farewell.Close, farewell.Reason.ToString(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
        }
    }

    private async Task<WebSocketCloseStatus?> ReadAsync()
    {
        while (true)
        {
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(_small.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync().ConfigureAwait(false);
                return _socket.CloseStatus;
            }

            HeardMs = _engine.Clock.NowMs;
            bool isBinary = received.MessageType == WebSocketMessageType.Binary;
            if (received.EndOfMessage)
            {
                await TakeAsync(_small.AsMemory(0, received.Count), isBinary).ConfigureAwait(false);
            }
            else
            {
                await TakeLongAsync(received.Count, isBinary).ConfigureAwait(false);
            }

            if (PauseMs > 0)
            {
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync()
    {
        (int pause, PauseMs, IsHeldBack) = (PauseMs, 0, true);
        await Task.Delay(TimeSpan.FromMilliseconds(pause), _engine.Time).ConfigureAwait(false);
        IsHeldBack = false;
        HeardMs = _engine.Clock.NowMs;
    }

    private async Task TakeLongAsync(int length, bool isBinary)
    {
        int most = Session is null ? Math.Min(_engine.Options.MaxFrameBytes, LongestHello) : _engine.Options.MaxFrameBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(most + 1, 4096));
        try
        {
            _small.AsSpan(0, length).CopyTo(buffer);
            while (true)
            {
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (length > most)
                {
                    await BreakAsync(Farewell.Protocol($"A frame is longer than {most} bytes.", WebSocketCloseStatus.MessageTooBig)).ConfigureAwait(false);
                    length = 0; // What is left of it is read and dropped, so that the farewell arrives.
                }

                if (received.EndOfMessage)
                {
                    break;
                }
            }

            await TakeAsync(buffer.AsMemory(0, length), isBinary).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask TakeAsync(ReadOnlyMemory<byte> frame, bool isBinary)
    {
        if (IsLeaving)
        {
            return default;
        }

        _engine.Counters.Received(frame.Length);
        if (!isBinary)
        {
            return BreakAsync(Farewell.Protocol("A text message came; every frame is a binary one."));
        }

        return Session is { } session ? session.TakeAsync(this, frame) : HelloAsync(frame);
    }

    private async ValueTask HelloAsync(ReadOnlyMemory<byte> frame)
    {
        if (!TryDecide())
        {
            return; // Too late by a moment: the farewell is on its way.
        }

        if (!ClientFrameReader.TryReadHello(frame.Span, out HelloFrame hello, out WireError error))
        {
            _engine.Refuse(this, RefusalReason.HelloMalformed, Farewell.Protocol($"The first frame is no hello: {error}."));
            return;
        }

        await _engine.Welcoming.TakeAsync(this, hello).ConfigureAwait(false);
    }

    /// <summary>The client broke the protocol.</summary>
    private ValueTask BreakAsync(Farewell farewell)
    {
        if (Session is { } session)
        {
            return session.BreakAsync(this, farewell);
        }

        _engine.Refuse(this, RefusalReason.HelloMalformed, farewell);
        return default;
    }

    private async Task AnswerCloseAsync()
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
