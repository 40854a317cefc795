using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest;

/// <summary>One utterance of a request's audio.</summary>
/// <param name="StartMs">Where it begins, in milliseconds of audio.</param>
/// <param name="EndMs">Where it ends, the silence that ended it not counted.</param>
/// <param name="Text">Its words; may be empty.</param>
/// <param name="Words">Its words with their times; empty where the recogniser does not say them.</param>
internal sealed record Utterance(long StartMs, long EndMs, string Text, IReadOnlyList<TimedWord> Words);
