using System.Buffers;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Sessions;

/// <summary>
/// One line to the recogniser, a stream's or a request's: cuts the audio of each run out of the chunks, with what was before an utterance where the recogniser looks back, and keeps where
/// utterances begin and end. Used by one thread at a time.
/// </summary>
internal sealed class RecogniserFeed : IDisposable
{
    private readonly IRecognition _recognition;
    private readonly AudioHistory? _history;
    private readonly long _bytesPerSecond;
    private readonly long _lookBack;
    private long _utteranceStart;
    private long _utteranceEnd;

    private RecogniserFeed(IRecogniser recogniser, long seed, VoiceSettings voice, string? language, string? prompt)
    {
        _bytesPerSecond = voice.SampleRate * SpeechProtocol.BytesPerSample;
        _lookBack = (long)(recogniser.LookBack.TotalSeconds * _bytesPerSecond);
        _recognition = recogniser.Open(new RecognitionSettings(seed, voice.SampleRate, language, prompt));

        // One sample more: the half of one before the oldest that is wanted.
        _history = recogniser.NeedsAudio ? new AudioHistory((int)_lookBack + SpeechProtocol.BytesPerSample) : null;
    }

    /// <summary>Opens a line.</summary>
    /// <param name="recogniser">Whose.</param>
    /// <param name="seed">The session's number.</param>
    /// <param name="voice">How its audio is judged.</param>
    /// <param name="language">What the client says of the language; null where it says nothing.</param>
    /// <param name="prompt">What it says of the words to come.</param>
    public static RecogniserFeed Open(IRecogniser recogniser, long seed, VoiceSettings voice, string? language, string? prompt) => new(recogniser, seed, voice, language, prompt);

    /// <summary>Bytes of the stream before the chunk at hand.</summary>
    public long Position { get; private set; }

    /// <summary>Cuts a run out of the chunk at hand. Runs come in order.</summary>
    public PieceAudio Cut(in VoiceSpan span, ReadOnlySpan<byte> chunk)
    {
        // The audio first: it looks back no further than the end of the utterance before, and this run may end one itself.
        (ReadOnlyMemory<byte> audio, byte[]? rented, long startMs) = AudioOf(span, chunk);
        long begin = Position + span.Offset;
        _utteranceStart = span.Begins ? begin : _utteranceStart;
        if (!span.Ends)
        {
            return new PieceAudio(audio, rented, startMs, 0, 0);
        }

        _utteranceEnd = begin + span.Length;

        // Only the silence that ended it is taken off: an utterance that was cut, or that its client or the audio's end ended, goes to where it was cut.
        long silence = span.IsTooLong || span.Length == 0 ? 0 : span.SilentBytes;
        long utteranceStartMs = MsOf(_utteranceStart);
        return new PieceAudio(audio, rented, startMs, utteranceStartMs, Math.Max(utteranceStartMs, MsOf(_utteranceEnd - silence)));
    }

    /// <summary>The chunk at hand is done with.</summary>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        Position += chunk.Length;
        _history?.Append(chunk);
    }

    /// <summary>Hands a piece to the recogniser.</summary>
    public void Recognise(Piece piece)
    {
        try
        {
            _recognition.Recognise(piece);
        }
#pragma warning disable CA1031 // A recogniser never throws; one that does all the same fails on this piece, and nobody else notices.
        catch (Exception e)
#pragma warning restore CA1031
        {
            piece.Fail(RecognitionError.Failed, e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _recognition.Dispose();

    // Whole samples alone, from the half one that the last chunk left over; with the beginning of an utterance, what was before it.
    private (ReadOnlyMemory<byte> Audio, byte[]? Rented, long StartMs) AudioOf(in VoiceSpan span, ReadOnlySpan<byte> chunk)
    {
        long from = (Position + span.Offset) & ~1L;
        long to = (Position + span.Offset + span.Length) & ~1L;
        if (_history is not { } history || !span.IsSpeech || span.Length == 0)
        {
            return (default, null, MsOf(from));
        }

        if (span.Begins)
        {
            from = (Math.Max(from - _lookBack, Math.Max(history.Oldest, _utteranceEnd)) + 1) & ~1L;
        }

        int length = (int)Math.Max(0, to - from);
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        history.Copy(from, chunk, rented.AsSpan(0, length));
        return (rented.AsMemory(0, length), rented, MsOf(from));
    }

    private long MsOf(long bytes) => bytes * 1000 / _bytesPerSecond;
}
