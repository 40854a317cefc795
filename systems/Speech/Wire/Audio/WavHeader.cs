namespace Millrace.Speech.Wire;

/// <summary>Where the samples of a WAV file are.</summary>
/// <param name="Format">How they are held.</param>
/// <param name="DataOffset">Where they begin, in bytes from the file's beginning.</param>
/// <param name="DataLength">
/// How many bytes the file says they have. A program that streams could not know, and says 0 or the greatest number: then this is <see cref="long.MaxValue"/>, and they go on to the end.
/// </param>
public readonly record struct WavHeader(WavFormat Format, int DataOffset, long DataLength);
