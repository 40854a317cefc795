using System.Net.WebSockets;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>What the queue calls, one thing at a time.</summary>
internal sealed partial class StreamConnection
{
    private static readonly byte[] s_emptyPartial = ServerMessages.EmptyPartial.ToArray();

    /// <summary>Sends one reply, or closes. In the queue's turn.</summary>
    public ValueTask Send(Reply reply)
    {
        switch (reply.Kind)
        {
            case ReplyKind.Close:
                return CloseAsync(reply.Status);
            case ReplyKind.Said:
                return SendText(reply.Text, null);
            case ReplyKind.Chunk when IsEmptyPartial(reply):
                _session!.SaidPartial();
                return SendText(s_emptyPartial, null);
        }

        ReplyWriter writer = ReplyWriter.Take();
        if (reply.Kind == ReplyKind.SessionEnd)
        {
            _session!.WriteEnd(writer);
        }
        else if (ReplyText.Write(writer, reply, _session!))
        {
            _replies.End(WebSocketCloseStatus.InternalServerError);
        }

        return SendText(writer.Written, writer);
    }

    /// <summary>Sends the warning that the client is ahead of real time. In the queue's turn.</summary>
    public ValueTask SendWarning(long backlogMs)
    {
        _engine.Counters.Warned();
        ReplyWriter writer = ReplyWriter.Take();
        ServerMessages.Warning(
            writer, SpeechCodes.AheadOfRealTime, "Audio comes faster than it is recognised; the server reads no further until half of what waits is answered", backlogMs);
        return SendText(writer.Written, writer);
    }

    /// <summary>A reply has been handed to the socket.</summary>
    public void Sent(Reply reply)
    {
        if (reply.Kind == ReplyKind.Chunk && reply.Error is null && reply.Done != 0)
        {
            long began = reply.Began == 0 ? reply.Done : reply.Began;
            SpeechClock clock = _engine.Clock;
            _engine.Stages.Record(
                clock.MicrosecondsBetween(reply.Received, reply.Submitted),
                clock.MicrosecondsBetween(reply.Submitted, began),
                clock.MicrosecondsBetween(began, reply.Done),
                clock.MicrosecondsBetween(reply.Done, clock.Now));
        }
    }

    private static bool IsEmptyPartial(Reply reply) => reply is { Further: null, Ends: false, Error: null, Heard.Text.Length: 0 };

    private ValueTask SendText(ReadOnlyMemory<byte> text, ReplyWriter? writer)
    {
        ValueTask send;
        try
        {
            send = _socket.SendAsync(text, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        }
        catch (Exception e) when (IsExpected(e))
        {
            Abort(); // The reading side finds out.
            return default;
        }

        // What is still being sent is the socket's: its writer is not used again.
        if (send.IsCompleted)
        {
            writer?.GiveBack();
        }

        return send;
    }

    private async ValueTask CloseAsync(WebSocketCloseStatus status)
    {
        _session?.GiveBackPlace();
        Volatile.Write(ref _leavingSince, Now);
        try
        {
            await _socket.CloseOutputAsync(status, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (IsExpected(e))
        {
            Abort();
        }
    }

    private async Task AnswerCloseAsync()
    {
        try
        {
            if (_socket.State == WebSocketState.CloseReceived)
            {
                using CancellationTokenSource limit = new(_engine.Options.SendTimeout, _engine.Time);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            Abort();
        }
    }
}
