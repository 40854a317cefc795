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
        bool isLastFailure = reply.Kind is ReplyKind.Chunk or ReplyKind.Final && _session!.HasFailedTooOften(reply);
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
        else
        {
            ReplyText.Write(writer, reply, _session!);
        }

        if (isLastFailure)
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
        if (reply.Kind == ReplyKind.Chunk && LastOf(reply) is { Done: not 0 } last)
        {
            long began = last.Began == 0 ? last.Done : last.Began;
            SpeechClock clock = _engine.Clock;
            _engine.Stages.Record(
                clock.MicrosecondsBetween(reply.Received, reply.Submitted),
                clock.MicrosecondsBetween(reply.Submitted, began),
                clock.MicrosecondsBetween(began, last.Done),
                clock.MicrosecondsBetween(last.Done, clock.Now));
        }
    }

    // The piece that the reply waited for: silence before speech may be answered at once. Null where one has failed.
    private static SessionPiece? LastOf(Reply reply)
    {
        SessionPiece? last = reply.Error is null ? reply : null;
        foreach (FurtherPiece piece in reply.Further ?? [])
        {
            last = piece.Error is not null ? null : piece.Done > last?.Done ? piece : last;
        }

        return last;
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
