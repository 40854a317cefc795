using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Millrace.Speech.Host.Streaming;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Sessions;

/// <summary>What the connection's reading calls.</summary>
internal sealed partial class StreamSession
{
    [ThreadStatic]
    private static List<VoiceSpan>? t_spans;

    private VoiceTrack? _voice;
    private RecogniserFeed? _feed;

    /// <summary>Takes a chunk that is not empty: one reply of it will go out, unless the connection's last word stands in the queue already.</summary>
    /// <param name="pcm">The audio; used until this returns.</param>
    /// <param name="received">When it was there whole.</param>
    public void Take(ReadOnlySpan<byte> pcm, long received)
    {
        _voice ??= Begin();
        List<VoiceSpan> spans = Spans();
        _voice.Take(pcm, spans);
        if (State == SessionState.Created && spans.Exists(static span => span.IsSpeech))
        {
            Activate();
        }

        Submit(CollectionsMarshal.AsSpan(spans), ReplyKind.Chunk, pcm, received, SpeechReasons.Endpoint);
        _feed!.Append(pcm);
    }

    /// <summary>Ends the utterance: one final goes out, in any case.</summary>
    public void FinishUtterance()
    {
        KeepAlive();
        if (!TryFinish(SpeechReasons.Finalize))
        {
            long at = MsOf(_voice?.TakenBytes ?? 0);
            Say(ReplyText.Of(into => ServerMessages.Final(into, "", at, at, [], SpeechReasons.Finalize)));
        }
    }

    /// <summary>Answers what has come, then ends.</summary>
    public void Stop()
    {
        if (TryBeginClosing(SessionEnd.Stop))
        {
            Close(WebSocketCloseStatus.NormalClosure);
        }
    }

    /// <summary>Ends the utterance, sums up, and ends.</summary>
    public void CloseStream()
    {
        if (TryBeginClosing(SessionEnd.Close))
        {
            TryFinish(SpeechReasons.Close);
            _replies.Add(new Reply(_replies, ReplyKind.SessionEnd, 0));
            Close(WebSocketCloseStatus.NormalClosure);
        }
    }

    private static List<VoiceSpan> Spans()
    {
        List<VoiceSpan> spans = t_spans ??= new(8);
        spans.Clear();
        return spans;
    }

    private VoiceTrack Begin()
    {
        _feed = RecogniserFeed.Open(Engine.Recogniser, Ordinal, _settings.Voice, _settings.Language, _settings.Prompt);
        return new VoiceTrack(_settings.Voice);
    }

    private bool TryFinish(string reason)
    {
        List<VoiceSpan> spans = Spans();
        if (_voice is not { } voice || !voice.Finish(spans))
        {
            return false;
        }

        Submit(CollectionsMarshal.AsSpan(spans), ReplyKind.Final, default, Engine.Clock.Now, reason);
        return true;
    }

    private void Submit(ReadOnlySpan<VoiceSpan> spans, ReplyKind kind, ReadOnlySpan<byte> pcm, long received, string reason)
    {
        RecogniserFeed feed = _feed!;
        FurtherPiece[]? further = spans.Length > 1 ? new FurtherPiece[spans.Length - 1] : null;
        PieceAudio cut = feed.Cut(spans[0], pcm);
        long submitted = Engine.Clock.Now;
        Reply reply = new(_replies, kind, spans.Length)
        {
            Audio = cut.Audio,
            Rented = cut.Rented,
            Bytes = spans[0].Length,
            StartMs = cut.StartMs,
            IsSpeech = spans[0].IsSpeech,
            Begins = spans[0].Begins,
            Ends = spans[0].Ends,
            SpeechBytes = spans[0].SpeechBytes,
            Received = received,
            Submitted = submitted,
            UtteranceStartMs = cut.UtteranceStartMs,
            UtteranceEndMs = cut.UtteranceEndMs,
            Reason = spans[0].IsTooLong ? SpeechReasons.Length : reason,
            Further = further,
            AudioBytes = pcm.Length,
        };
        for (int i = 1; i < spans.Length; i++)
        {
            VoiceSpan span = spans[i];
            cut = feed.Cut(span, pcm);
            further![i - 1] = new FurtherPiece(reply)
            {
                Audio = cut.Audio,
                Rented = cut.Rented,
                Bytes = span.Length,
                StartMs = cut.StartMs,
                IsSpeech = span.IsSpeech,
                Begins = span.Begins,
                Ends = span.Ends,
                SpeechBytes = span.SpeechBytes,
                Received = received,
                Submitted = submitted,
                UtteranceStartMs = cut.UtteranceStartMs,
                UtteranceEndMs = cut.UtteranceEndMs,
                Reason = span.IsTooLong ? SpeechReasons.Length : reason,
            };
        }

        if (!_replies.Add(reply))
        {
            return; // The connection is ending: nobody would hear it.
        }

        if (kind == ReplyKind.Chunk)
        {
            CountAudio(pcm.Length, received);
        }

        feed.Recognise(reply);
        foreach (FurtherPiece piece in further ?? [])
        {
            feed.Recognise(piece);
        }
    }

    private long MsOf(long bytes) => bytes * 1000 / Engine.Options.BytesPerSecond;
}
