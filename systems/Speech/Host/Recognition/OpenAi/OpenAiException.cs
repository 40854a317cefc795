namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>An utterance cannot be transcribed, and why.</summary>
internal sealed class OpenAiException(RecognitionError error, string message) : Exception(message)
{
    public RecognitionError Error => error;
}
