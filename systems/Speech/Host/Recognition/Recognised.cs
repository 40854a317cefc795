using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition;

/// <summary>What was heard of an utterance up to and including a piece; the whole of it where the piece ends the utterance.</summary>
/// <param name="Text">All words of the utterance so far.</param>
/// <param name="Words">Each word with its times, from the stream's beginning; empty where the recogniser does not say, or not yet.</param>
internal readonly record struct Recognised(string Text, IReadOnlyList<TimedWord> Words)
{
    /// <summary>Nothing was heard.</summary>
    public static Recognised Nothing { get; } = new("", []);
}
