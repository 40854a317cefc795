using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>
/// One WebSocket: reads message after message and hands each to its session, without waiting for answers unless too many are owed. Waiting for a message, it holds no buffer; what it sends,
/// its queue decides.
/// </summary>
internal sealed partial class StreamConnection
{
    private readonly SpeechEngine _engine;
    private readonly WebSocket _socket;
    private readonly IHttpRequestLifetimeFeature? _transport;
    private readonly ReplyQueue _replies;
    private StreamSession? _session;
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
        _transport?.Abort(); // The WebSocket alone leaves a write that is stuck, and the read beside it, as they are.
    }

    /// <summary>Looks whether anything has taken too long. One thread at a time.</summary>
    public void Look(long now, bool looksAtTimes)
    {
        SpeechOptions options = _engine.Options;
        if (HasPassed(_replies.StuckSince, now, options.SendTimeout) || HasPassed(Volatile.Read(ref _leavingSince), now, options.SendTimeout))
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
    }

    private async Task<SessionEnd> ReadAsync()
    {
        while (true)
        {
            if (_replies.IsFull)
            {
                Warn();
                await _replies.RoomAsync().ConfigureAwait(false);
            }

            // Without a buffer: completes when a message has begun.
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return SessionEnd.Left;
            }

            bool isText = received.MessageType == WebSocketMessageType.Text;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
            try
            {
                int length = 0;
                while (!received.EndOfMessage)
                {
                    if (length == buffer.Length)
                    {
                        buffer = Grow(buffer);
                    }

                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        return SessionEnd.Left;
                    }

                    length = Keep(length + received.Count, isText);
                }

                Take(buffer.AsSpan(0, length), isText);
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

    private void Take(ReadOnlySpan<byte> message, bool isText)
    {
        long received = Now;
        if (_session is not { State: < SessionState.Closing } session)
        {
            return;
        }

        if (!isText)
        {
            TakeAudio(session, message, received);
            return;
        }

        ClientMessage read = ClientMessageReader.Read(message);
        switch (read.Kind)
        {
            case ClientMessageKind.Audio:
                TakeBase64(session, in read, received);
                break;
            case ClientMessageKind.Stop:
                session.Stop();
                break;
            case ClientMessageKind.KeepAlive:
                session.KeepAlive();
                break;
            case ClientMessageKind.Finalize:
                session.FinishUtterance();
                break;
            case ClientMessageKind.CloseStream:
                session.CloseStream();
                break;
            case ClientMessageKind.InvalidAudio:
                Misunderstand(session, ReplyText.Of(ServerMessages.InvalidAudio));
                break;
            case ClientMessageKind.UnknownType:
                string type = read.TypeAsSaid;
                Misunderstand(session, ReplyText.Of(into => ServerMessages.UnknownType(into, type)));
                break;
            default:
                Misunderstand(session, ReplyText.Of(ServerMessages.InvalidJson));
                break;
        }
    }

    private void TakeBase64(StreamSession session, in ClientMessage message, long received)
    {
        byte[] pcm = ArrayPool<byte>.Shared.Rent(Math.Max(1, message.AudioSize));
        if (message.TryReadAudio(pcm, out int length))
        {
            TakeAudio(session, pcm.AsSpan(0, length), received);
        }
        else
        {
            Misunderstand(session, ReplyText.Of(ServerMessages.InvalidAudio));
        }

        ArrayPool<byte>.Shared.Return(pcm);
    }

    private void TakeAudio(StreamSession session, ReadOnlySpan<byte> pcm, long received)
    {
        if (pcm.Length > _engine.Options.MaxChunkBytes)
        {
            session.TooLarge();
        }
        else if (!pcm.IsEmpty)
        {
            session.Take(pcm, received);
        }
    }

    private void Misunderstand(StreamSession session, byte[] answer)
    {
        _engine.Counters.Misunderstood();
        session.Say(answer);
    }
}
