using Millrace.Engine;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Load.Clients;

/// <summary>Opens streams: the upgrade and the first message, which together are one operation.</summary>
internal static class Opening
{
    /// <summary>A connection whose session has begun. Throws <see cref="ClientException"/>.</summary>
    public static async ValueTask<(WebSocketLink Link, SessionStart Start)> OpenAsync(SpeechRun run, StepContext context, CancellationToken cancellationToken)
    {
        Operation opening = context.Begin(SpeechModes.Open, 0);
        WebSocketLink? link = null;
        try
        {
            link = await WebSocketClient.ConnectAsync(context.Shard, SpeechRun.SocketOf(context.Seat.Target), run.Socket, cancellationToken);
            WebSocketMessage first = await link.ReceiveAsync(cancellationToken);
            if (first.IsClose)
            {
                string how = ServerWords.EndOf(link);
                throw new ClientException(how, $"the server ended the connection before it began a session: {how} {link.CloseCode} {link.CloseReason}");
            }

            context.Received();
            SessionStart start = Read(run, context, opening, first.Payload);
            opening.Ok(first.Payload.Length);
            return (link, start);
        }
        catch (WebSocketConnectException e)
        {
            string kind = ServerWords.Of(e);
            if (e.HttpStatus is null)
            {
                opening.Indefinite(kind);
            }
            else
            {
                context.Received(); // an answer, if not the one that was hoped for
                opening.Fail(kind);
            }

            throw new ClientException(kind, e.Message, e);
        }
        catch (RefusedException e)
        {
            link!.Dispose();
            throw new ClientException(e.Kind, e.Message, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            opening.Indefinite(e is OperationCanceledException ? ErrorKinds.TimedOut : ErrorKinds.Of(e));
            link?.Dispose();
            throw e is OperationCanceledException ? new ClientException(ErrorKinds.TimedOut, "the server opened no session in time", e) : new ClientException(ErrorKinds.Of(e), e.Message, e);
        }
    }

    // The operation has ended as failed where this throws.
    private static SessionStart Read(SpeechRun run, StepContext context, Operation opening, ReadOnlyMemory<byte> first)
    {
        ServerMessage message = ServerMessageReader.Read(first.Span);
        if (message.Kind == ServerMessageKind.Error)
        {
            string kind = ServerWords.Of(in message);
            context.CountAlways(SpeechCounts.Errors);
            run.Note(kind, message.Text);
            opening.Fail(kind, first.Length);
            throw new RefusedException(kind, $"the server refused the session: {message.Code}, {message.Text}");
        }

        if (SessionStart.Read(first) is not { } start)
        {
            opening.Fail(ServerWords.NoSession, first.Length);
            throw new RefusedException(ServerWords.NoSession, $"{SpeechRun.SocketOf(context.Seat.Target)} began no session: its first message is no session_start");
        }

        if (start.SampleRate is { } rate && rate != run.Settings.SampleRate)
        {
            opening.Fail("sample-rate", first.Length);
            throw new RefusedException("sample-rate", $"the server takes {rate} samples a second, and these clients send {run.Settings.SampleRate}; say --set {SpeechParameters.SampleRate}={rate}");
        }

        return start;
    }

    private sealed class RefusedException(string kind, string message) : Exception(message)
    {
        public string Kind { get; } = kind;
    }
}
