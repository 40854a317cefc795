namespace Millrace.Speech.Host.Sessions;

/// <summary>What a run of audio becomes for the recogniser.</summary>
/// <param name="Audio">Whole samples; empty for silence, and where the recogniser needs no audio.</param>
/// <param name="Rented">The buffer that they lie in, to go back to the pool; null where there is none.</param>
/// <param name="StartMs">Where they begin, in milliseconds of the stream's audio.</param>
/// <param name="UtteranceStartMs">Of a run that ends an utterance: where that began.</param>
/// <param name="UtteranceEndMs">Of the same: where its speech ended.</param>
internal readonly record struct PieceAudio(ReadOnlyMemory<byte> Audio, byte[]? Rented, long StartMs, long UtteranceStartMs, long UtteranceEndMs);
