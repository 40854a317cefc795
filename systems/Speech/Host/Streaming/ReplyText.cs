using System.Buffers;
using System.Text;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>Writes what the pieces of a chunk have become as the one message that answers it.</summary>
internal static class ReplyText
{
    /// <summary>A message of our own, to be kept until it is sent.</summary>
    public static byte[] Of(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> text = new(128);
        write(text);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>Writes the answer.</summary>
    public static void Write(IBufferWriter<byte> into, Reply reply, StreamSession session)
    {
        if (FailureOf(reply) is { Error: { } error } failed)
        {
            Fail(into, error, failed.Why ?? "", session);
            session.SaidFailure(error, failed.Why ?? "");
        }
        else if (CountEnds(reply) is > 0 and int ends)
        {
            session.SaidFinal();
            Final(into, reply, ends);
        }
        else
        {
            session.SaidPartial();
            ServerMessages.Partial(into, LastText(reply));
        }
    }

    private static SessionPiece? FailureOf(Reply reply) => reply.Error is not null ? reply : reply.Further is { } further ? Array.Find(further, piece => piece.Error is not null) : null;

    private static int CountEnds(Reply reply) => (reply.Ends ? 1 : 0) + (reply.Further is { } further ? further.Count(piece => piece.Ends) : 0);

    private static string LastText(Reply reply)
    {
        SessionPiece last = reply.Further is { } further ? further[^1] : reply;
        return last.Heard.Text;
    }

    private static void Final(IBufferWriter<byte> into, Reply reply, int ends)
    {
        if (ends == 1)
        {
            SessionPiece piece = reply.Ends ? reply : reply.Further!.First(further => further.Ends);
            ServerMessages.Final(into, piece.Heard.Text, piece.UtteranceStartMs, piece.UtteranceEndMs, piece.Heard.Words, piece.Reason);
            return;
        }

        // A chunk long enough for several utterances: its one answer holds them all.
        SessionPiece[] ended = [.. new SessionPiece[] { reply }.Concat(reply.Further!).Where(piece => piece.Ends)];
        StringBuilder text = new();
        List<TimedWord> words = [];
        foreach (SessionPiece piece in ended)
        {
            text.Append(text.Length > 0 && piece.Heard.Text.Length > 0 ? " " : "").Append(piece.Heard.Text);
            words.AddRange(piece.Heard.Words);
        }

        ServerMessages.Final(into, text.ToString(), ended[0].UtteranceStartMs, ended[^1].UtteranceEndMs, words, ended[^1].Reason);
    }

    private static void Fail(IBufferWriter<byte> into, RecognitionError error, string why, StreamSession session)
    {
        switch (error)
        {
            case RecognitionError.TimedOut:
                ServerMessages.Error(into, SpeechCodes.RecogniserTimeout, session.TimeoutText);
                break;
            case RecognitionError.Busy:
                ServerMessages.Error(into, SpeechCodes.RecogniserBusy, why);
                break;
            default:
                // Why it failed is for the operator's log: it may tell of things inside.
                ServerMessages.Error(into, SpeechCodes.RecogniserFailed, "The recogniser failed");
                break;
        }
    }
}
