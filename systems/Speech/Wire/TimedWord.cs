namespace Millrace.Speech.Wire;

/// <summary>A word with its place in the stream.</summary>
/// <param name="Text">The word.</param>
/// <param name="StartMs">Where it begins, in milliseconds of audio since the stream began.</param>
/// <param name="EndMs">Where it ends.</param>
public readonly record struct TimedWord(string Text, long StartMs, long EndMs);
