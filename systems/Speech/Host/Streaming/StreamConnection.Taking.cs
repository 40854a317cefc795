using System.Buffers;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>What becomes of a message that is there whole. By the reading alone; never waits.</summary>
internal sealed partial class StreamConnection
{
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
