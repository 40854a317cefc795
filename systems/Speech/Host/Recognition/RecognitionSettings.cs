namespace Millrace.Speech.Host.Recognition;

/// <summary>What one session wants of the recogniser.</summary>
/// <param name="Seed">Makes what a simulated recogniser says repeatable.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Language">A language such as <c>en</c>, or null.</param>
/// <param name="Prompt">Words to expect, or null.</param>
internal sealed record RecognitionSettings(long Seed, int SampleRate, string? Language = null, string? Prompt = null);
