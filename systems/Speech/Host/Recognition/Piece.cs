namespace Millrace.Speech.Host.Recognition;

/// <summary>
/// A run of audio of one chunk that belongs to one utterance, or to the silence between two. Most chunks are one piece. Times are in milliseconds of audio since the stream began;
/// timestamps are those of the server's <see cref="TimeProvider"/>.
/// </summary>
internal abstract class Piece
{
    private int _answered;

    /// <summary>
    /// Whole samples, signed 16 bits little-endian; with the first piece of an utterance, the audio before it that the recogniser looks back at. Empty where the recogniser needs no audio. The memory is
    /// the piece's own until it is answered: who keeps the samples longer copies them.
    /// </summary>
    public ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>Bytes of new audio, whether or not <see cref="Audio"/> holds them.</summary>
    public int Bytes { get; init; }

    /// <summary>Where <see cref="Audio"/> (or the new audio, where it is empty) begins.</summary>
    public long StartMs { get; init; }

    /// <summary>False for silence between utterances, which has nothing to recognise and is answered with nothing.</summary>
    public bool IsSpeech { get; init; }

    /// <summary>The first piece of an utterance.</summary>
    public bool Begins { get; init; }

    /// <summary>The last piece of an utterance: its answer is final.</summary>
    public bool Ends { get; init; }

    /// <summary>Bytes of the utterance so far that were judged speech, this piece included.</summary>
    public long SpeechBytes { get; init; }

    /// <summary>When its message was there whole.</summary>
    public long Received { get; init; }

    /// <summary>When it was handed to the recogniser.</summary>
    public long Submitted { get; set; }

    /// <summary>When the recogniser began with it; 0 as long as it waits.</summary>
    public long Began { get; set; }

    /// <summary>When the answer was there.</summary>
    public long Done { get; set; }

    /// <summary>True from its answer on: its audio may by then belong to another.</summary>
    public bool IsAnswered => Volatile.Read(ref _answered) != 0;

    /// <summary>Gives the answer. True the first time; later answers (of a recogniser that was given up) change nothing.</summary>
    public bool Answer(in Recognised heard)
    {
        bool isFirst = Interlocked.Exchange(ref _answered, 1) == 0;
        if (isFirst)
        {
            OnAnswered(in heard);
        }

        return isFirst;
    }

    /// <summary>Says that there will be no answer, and why in words for the log. True the first time.</summary>
    public bool Fail(RecognitionError error, string why)
    {
        bool isFirst = Interlocked.Exchange(ref _answered, 1) == 0;
        if (isFirst)
        {
            OnFailed(error, why);
        }

        return isFirst;
    }

    /// <summary>The session takes the answer; never throws.</summary>
    protected abstract void OnAnswered(in Recognised heard);

    /// <summary>The session learns that there is none; never throws.</summary>
    protected abstract void OnFailed(RecognitionError error, string why);
}
