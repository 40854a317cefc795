namespace Millrace.Speech.Host.Voice;

/// <summary>A run of one chunk that belongs to one utterance, or to the silence between two, in the order of the audio.</summary>
/// <param name="IsSpeech">False for silence between utterances. The pauses within an utterance, up to the silence that ends it, belong to the utterance.</param>
/// <param name="Offset">Where it begins in the chunk, in bytes; between two samples of the stream, but for the chunk's own ends, which may cut one in half.</param>
/// <param name="Length">How many bytes of the chunk; zero where <see cref="VoiceTrack.Finish"/> ends an utterance.</param>
/// <param name="Begins">The first run of an utterance.</param>
/// <param name="Ends">The last run of an utterance: the silence was long enough, or the utterance as long as it may be.</param>
/// <param name="SpeechBytes">Bytes of the utterance so far that were judged speech.</param>
internal readonly record struct VoiceSpan(bool IsSpeech, int Offset, int Length, bool Begins, bool Ends, long SpeechBytes)
{
    /// <summary>Where <see cref="Ends"/>: it ends because the utterance is as long as it may be, and not for silence.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Where <see cref="Ends"/>: bytes at its end that were judged silence, in whole frames. The detector's hangover, which holds the weak end of a word, is speech.</summary>
    public long SilentBytes { get; init; }
}
