namespace Millrace.Speech;

/// <summary>What an operator can set. Sizes are bytes; every bound is per worker.</summary>
public sealed record SpeechOptions
{
    /// <summary>The port where nobody names one.</summary>
    public const int DefaultPort = 8001;
}
