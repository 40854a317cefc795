using Millrace.Speech.Host.Voice;

namespace Millrace.Speech.Host.Streaming;

/// <summary>What a client asked for when it connected.</summary>
/// <param name="Voice">How its voice activity is judged.</param>
/// <param name="Language">A language, or null.</param>
/// <param name="Prompt">Words to expect, or null.</param>
internal sealed record StreamSettings(VoiceSettings Voice, string? Language, string? Prompt);
