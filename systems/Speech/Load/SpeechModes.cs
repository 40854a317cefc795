namespace Millrace.Speech.Load;

/// <summary>The ways of driving a transcription service.</summary>
internal static class SpeechModes
{
}
