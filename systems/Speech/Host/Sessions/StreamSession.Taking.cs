using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Millrace.Speech.Host.Recognition;
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
    private AudioHistory? _history;
    private IRecognition? _recognition;
    private long _utteranceStart;
    private long _utteranceEnd;

    /// <summary>Takes a chunk that is not empty: one reply of it will go out.</summary>
    /// <param name="pcm">The audio; used until this returns.</param>
    /// <param name="received">When it was there whole.</param>
    public void Take(ReadOnlySpan<byte> pcm, long received)
    {
        _voice ??= Begin();
        long position = _voice.TakenBytes;
        List<VoiceSpan> spans = Spans();
        _voice.Take(pcm, spans);
        CountAudio(pcm.Length, received);
        if (State == SessionState.Created && spans.Exists(static span => span.IsSpeech))
        {
            Activate();
        }

        Submit(CollectionsMarshal.AsSpan(spans), ReplyKind.Chunk, pcm, position, received, SpeechReasons.Endpoint);
        _history?.Append(pcm);
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
        IRecogniser recogniser = Engine.Recogniser;
        _recognition = recogniser.Open(new RecognitionSettings(Ordinal, Engine.Options.SampleRate, _settings.Language, _settings.Prompt));
        if (recogniser.NeedsAudio)
        {
            // One byte more: the half of a sample before the oldest that is wanted.
            _history = new AudioHistory((int)(recogniser.LookBack.TotalSeconds * Engine.Options.BytesPerSecond) + 2);
        }

        return new VoiceTrack(_settings.Voice);
    }

    private bool TryFinish(string reason)
    {
        List<VoiceSpan> spans = Spans();
        if (_voice is not { } voice || !voice.Finish(spans))
        {
            return false;
        }

        Submit(CollectionsMarshal.AsSpan(spans), ReplyKind.Final, default, voice.TakenBytes, Engine.Clock.Now, reason);
        return true;
    }

    private void Submit(ReadOnlySpan<VoiceSpan> spans, ReplyKind kind, ReadOnlySpan<byte> pcm, long position, long received, string reason)
    {
        FurtherPiece[]? further = spans.Length > 1 ? new FurtherPiece[spans.Length - 1] : null;
        Utterance utterance = Follow(spans[0], position, reason);
        (ReadOnlyMemory<byte> audio, byte[]? rented, long startMs) = AudioOf(spans[0], pcm, position);
        long submitted = Engine.Clock.Now;
        Reply reply = new(_replies, kind, spans.Length)
        {
            Audio = audio,
            Rented = rented,
            Bytes = spans[0].Length,
            StartMs = startMs,
            IsSpeech = spans[0].IsSpeech,
            Begins = spans[0].Begins,
            Ends = spans[0].Ends,
            SpeechBytes = spans[0].SpeechBytes,
            Received = received,
            Submitted = submitted,
            UtteranceStartMs = utterance.StartMs,
            UtteranceEndMs = utterance.EndMs,
            Reason = utterance.Reason,
            Further = further,
            AudioBytes = pcm.Length,
        };
        for (int i = 1; i < spans.Length; i++)
        {
            VoiceSpan span = spans[i];
            utterance = Follow(span, position, reason);
            (audio, rented, startMs) = AudioOf(span, pcm, position);
            further![i - 1] = new FurtherPiece(reply)
            {
                Audio = audio,
                Rented = rented,
                Bytes = span.Length,
                StartMs = startMs,
                IsSpeech = span.IsSpeech,
                Begins = span.Begins,
                Ends = span.Ends,
                SpeechBytes = span.SpeechBytes,
                Received = received,
                Submitted = submitted,
                UtteranceStartMs = utterance.StartMs,
                UtteranceEndMs = utterance.EndMs,
                Reason = utterance.Reason,
            };
        }

        if (!_replies.Add(reply))
        {
            return; // The connection is ending: nobody would hear it.
        }

        Recognise(reply);
        foreach (FurtherPiece piece in further ?? [])
        {
            Recognise(piece);
        }
    }

    private void Recognise(Piece piece)
    {
        try
        {
            _recognition!.Recognise(piece);
        }
#pragma warning disable CA1031 // A recogniser never throws; one that does all the same fails on this piece, and nobody else notices.
        catch (Exception e)
#pragma warning restore CA1031
        {
            piece.Fail(RecognitionError.Failed, e.Message);
        }
    }

    /// <summary>Keeps where the utterance began and ended.</summary>
    private Utterance Follow(in VoiceSpan span, long position, string reason)
    {
        if (span.Begins)
        {
            _utteranceStart = position + span.Offset;
        }

        if (!span.Ends)
        {
            return default;
        }

        long end = position + span.Offset + span.Length;
        _utteranceEnd = end;
        bool isEndpoint = !span.IsTooLong && reason == SpeechReasons.Endpoint;
        long silence = isEndpoint ? _settings.Voice.EndpointingMs : 0;
        long start = MsOf(_utteranceStart);
        return new Utterance(start, Math.Max(start, MsOf(end) - silence), span.IsTooLong ? SpeechReasons.Length : reason);
    }

    // Whole samples alone, from the half one that the last chunk left over; with the beginning of an utterance, what was before it.
    private (ReadOnlyMemory<byte> Audio, byte[]? Rented, long StartMs) AudioOf(in VoiceSpan span, ReadOnlySpan<byte> pcm, long position)
    {
        long from = (position + span.Offset) & ~1L;
        long to = (position + span.Offset + span.Length) & ~1L;
        if (_history is not { } history || !span.IsSpeech || span.Length == 0)
        {
            return (default, null, MsOf(from));
        }

        if (span.Begins)
        {
            long lookBack = (long)(Engine.Recogniser.LookBack.TotalSeconds * Engine.Options.BytesPerSecond);
            from = Math.Max(from - lookBack, Math.Max(history.Oldest, _utteranceEnd)) + 1L & ~1L;
        }

        int length = (int)Math.Max(0, to - from);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        history.Copy(from, pcm, rented.AsSpan(0, length));
        return (rented.AsMemory(0, length), rented, MsOf(from));
    }

    private long MsOf(long bytes) => bytes * 1000 / Engine.Options.BytesPerSecond;

    private readonly record struct Utterance(long StartMs, long EndMs, string Reason);
}
