namespace Millrace.Speech.Host.Rest;

/// <summary>How OpenAI's API writes a transcript.</summary>
internal enum TranscriptFormat
{
    /// <summary>The text in JSON.</summary>
    Json,

    /// <summary>The text.</summary>
    Text,

    /// <summary>With times, in JSON.</summary>
    VerboseJson,

    /// <summary>SubRip subtitles.</summary>
    Srt,

    /// <summary>WebVTT subtitles (W3C).</summary>
    Vtt,
}
