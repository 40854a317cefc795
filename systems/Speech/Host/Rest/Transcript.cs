using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest;

/// <summary>What was heard in a request's audio.</summary>
/// <param name="AudioMs">How long the audio is.</param>
/// <param name="RecogniserTime">How long the recogniser had something of it to do.</param>
/// <param name="Utterances">Its utterances, in order.</param>
internal sealed record Transcript(long AudioMs, TimeSpan RecogniserTime, IReadOnlyList<Utterance> Utterances)
{
    /// <summary>All words.</summary>
    public string Text => string.Join(' ', Utterances.Select(utterance => utterance.Text).Where(text => text.Length > 0));

    /// <summary>All words with their times.</summary>
    public IEnumerable<TimedWord> Words => Utterances.SelectMany(utterance => utterance.Words);
}
