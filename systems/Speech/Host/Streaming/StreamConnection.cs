using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Host.Streaming;

/// <summary>
/// One WebSocket: reads message after message and hands each to its session, without waiting for answers unless too many are owed. Waiting for a message, it holds no buffer; what it sends,
/// its queue decides.
/// </summary>
internal sealed partial class StreamConnection
{
    // A message counts as one, and one more for each KiB of it.
    private const int MostInOneTurn = 64;

    private readonly SpeechEngine _engine;
    private readonly WebSocket _socket;
    private readonly ReplyQueue _replies;
    private IHttpRequestLifetimeFeature? _transport;
    private TaskCompletionSource? _aborted;
    private StreamSession? _session;
    private long _waitsForRestSince;
    private long _leavingSince;
    private long _warned;

    public StreamConnection(SpeechEngine engine, WebSocket socket, IHttpRequestLifetimeFeature? transport)
    {
        (_engine, _socket, _transport) = (engine, socket, transport);
        SpeechOptions options = engine.Options;
        _replies = new ReplyQueue(this, options.MaxBacklogChunks, (long)(options.MaxBacklog.TotalSeconds * options.BytesPerSecond));
    }

    public long Now => _engine.Clock.Now;

    /// <summary>True for what every connection may end with.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>Lives until the WebSocket ends. Never throws.</summary>
    /// <param name="settings">What the client asked for.</param>
    /// <param name="address">Whose it is, in a place that was taken; the place goes back at the end.</param>
    public Task RunAsync(StreamSettings settings, IPAddress? address)
    {
        _session = new StreamSession(_engine, _replies, settings, address);
        _session.Welcome();
        if (_engine.IsDraining)
        {
            _session.TryEnd(SessionEnd.Shutdown);
        }

        return ReadToEndAsync();
    }

    /// <summary>Says why there is no session, closes, and waits until the client has heard it. Never throws.</summary>
    public Task RefuseAsync(byte[] text)
    {
        _replies.Add(new Reply(_replies, ReplyKind.Said, 0) { Text = text });
        _replies.Add(new Reply(_replies, ReplyKind.Close, 0) { Status = WebSocketCloseStatus.PolicyViolation });
        return ReadToEndAsync();
    }

    /// <summary>Ends it from the server's side.</summary>
    public void Leave(SessionEnd why) => _session?.TryEnd(why);

    /// <summary>Ends the connection at once. Any thread.</summary>
    public void Abort()
    {
        _replies.End(null);
        _socket.Abort();
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _aborted, aborted, null) is not null)
        {
            return;
        }

        try
        {
            Interlocked.Exchange(ref _transport, null)?.Abort(); // The WebSocket alone leaves a write that is stuck, and the read beside it, as they are.
        }
        finally
        {
            aborted.SetResult();
        }
    }

    /// <summary>Looks whether anything has taken too long. One thread at a time.</summary>
    public void Look(long now, bool looksAtTimes)
    {
        SpeechOptions options = _engine.Options;
        if (HasPassed(_replies.StuckSince, now, options.SendTimeout)
            || HasPassed(Volatile.Read(ref _leavingSince), now, options.SendTimeout)
            || HasPassed(Volatile.Read(ref _waitsForRestSince), now, options.SendTimeout))
        {
            if (_session?.TryBeginClosing(SessionEnd.SlowClient) == true)
            {
                SpeechLog.CutOff(_engine.Log, _session.Id);
            }

            Abort();
            return;
        }

        if (_replies.Count > 0)
        {
            long timeout = (long)(options.RecogniserTimeout.TotalSeconds * _engine.Time.TimestampFrequency);
            _replies.GiveUpBefore(now - timeout, StreamSession.TextOfTimeout(options.RecogniserTimeout));
        }

        if (looksAtTimes)
        {
            _session?.LookAtTimes(now);
        }
    }

    private bool HasPassed(long since, long now, TimeSpan limit) => since != 0 && _engine.Clock.Between(since, now) >= limit;

    private async Task ReadToEndAsync()
    {
        SessionEnd end = SessionEnd.Lost;
        bool isToldWhy = false;
        try
        {
            end = await ReadAsync().ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // The client is gone. Or it broke the rules of WebSockets, and the close that says so is on its way: it must not be overtaken.
            isToldWhy = _replies.StuckSince == 0;
        }
        catch (Exception e) when (IsExpected(e))
        {
            // The client is gone, or was cut off.
        }
        catch (Exception e)
        {
            SpeechLog.SessionFailed(_engine.Log, e);
        }

        _replies.End(null);
        _session?.Gone(end);
        if (end == SessionEnd.Left)
        {
            await AnswerCloseAsync().ConfigureAwait(false);
        }
        else if (!isToldWhy)
        {
            Abort();
        }

        await ForgetTransportAsync().ConfigureAwait(false);
    }

    // Over HTTP/2 what aborts this request would soon abort another one: nobody may do so once this has ended, and who is doing so is waited for.
    private async Task ForgetTransportAsync()
    {
        if (Interlocked.Exchange(ref _transport, null) is null && Volatile.Read(ref _aborted) is { } aborted)
        {
            await aborted.Task.ConfigureAwait(false);
        }
    }

    private async Task<SessionEnd> ReadAsync()
    {
        int turn = 0;
        while (true)
        {
            if (_replies.IsFull)
            {
                Warn();
                await _replies.RoomAsync().ConfigureAwait(false);
            }

            // Without a buffer: completes when a message has begun.
            ValueTask<ValueWebSocketReceiveResult> next = _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (!next.IsCompleted)
            {
                turn = 0;
            }
            else if (turn >= MostInOneTurn)
            {
                // A client that never pauses would keep the thread, on which the sockets of others wait, to itself.
                turn = 0;
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            ValueWebSocketReceiveResult received = await next.ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return SessionEnd.Left;
            }

            bool isText = received.MessageType == WebSocketMessageType.Text;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
            try
            {
                int length = 0;
                int size = 0;
                while (!received.EndOfMessage)
                {
                    if (length == buffer.Length)
                    {
                        buffer = Grow(buffer);
                    }

                    ValueTask<ValueWebSocketReceiveResult> rest = _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    if (!rest.IsCompleted && _waitsForRestSince == 0)
                    {
                        Volatile.Write(ref _waitsForRestSince, Now);
                    }

                    received = await rest.ConfigureAwait(false);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        return SessionEnd.Left;
                    }

                    size += received.Count;
                    length = Keep(length + received.Count, isText);
                    if (turn + (size >> 10) >= MostInOneTurn)
                    {
                        (turn, size) = (0, 0);
                        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                    }
                }

                Volatile.Write(ref _waitsForRestSince, 0);
                turn += 1 + (size >> 10);
                if (!TryTake(buffer.AsSpan(0, length), isText))
                {
                    return SessionEnd.Lost;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    // What comes after the last word, and what is left of a message that is too large, is read and dropped, so that the last word arrives.
    private int Keep(int length, bool isText)
    {
        if (_session is not { State: < SessionState.Closing } session)
        {
            return 0;
        }

        int most = _engine.Options.MaxChunkBytes;
        if (length <= (isText ? (most / 3 * 4) + 1024 : most))
        {
            return length;
        }

        session.TooLarge();
        return 0;
    }

    // An exception of ours is none of those that a connection may end with, whatever its type.
    private bool TryTake(ReadOnlySpan<byte> message, bool isText)
    {
        try
        {
            Take(message, isText);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is: it is this session's alone, and it is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SpeechLog.SessionFailed(_engine.Log, e);
            return false;
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private void Warn()
    {
        long now = Now;
        if (_session is { } session && (_warned == 0 || _engine.Clock.Between(_warned, now) >= TimeSpan.FromSeconds(1)))
        {
            _warned = now;
            _replies.Warn(session.BacklogMs);
        }
    }
}
