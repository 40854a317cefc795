namespace Millrace.Speech.Load;

/// <summary>What the clients count beside their operations.</summary>
internal static class SpeechCounts
{
    /// <summary>Sessions that began.</summary>
    public const string Sessions = "sessions-opened";

    /// <summary>Answers with words so far.</summary>
    public const string Partials = "partials";

    /// <summary>Answers to silence, without words.</summary>
    public const string SilentPartials = "partials-empty";

    /// <summary>Ends of utterances.</summary>
    public const string Finals = "finals";

    /// <summary>Of them, those without a text, as a server sends them that has none.</summary>
    public const string FinalsWithoutText = "finals-without-text";

    /// <summary>Warnings that a client is ahead of real time.</summary>
    public const string Warnings = "warnings";

    /// <summary>Errors of any code.</summary>
    public const string Errors = "error-replies";

    /// <summary>Messages that are none of the protocol's.</summary>
    public const string Unreadable = "unreadable-messages";

    /// <summary>Answers to chunks that were never sent.</summary>
    public const string TooMany = "answers-too-many";

    /// <summary>Utterances that end before they begin, begin before the last one ended, or end after the audio that was sent.</summary>
    public const string OutOfOrder = "answers-out-of-order";

    /// <summary>Partial texts with fewer words than the one before in the same utterance: with a recogniser that only adds words, answers that changed places.</summary>
    public const string Shrunk = "partials-shrunk";

    /// <summary>Sessions whose last message counts other chunks than were sent.</summary>
    public const string ChunksDiffer = "session-chunks-differ";

    /// <summary>Sessions whose last message counts the chunks that were sent.</summary>
    public const string ChunksAgree = "session-chunks-agree";

    /// <summary>Sessions that a server ended by itself.</summary>
    public const string Evicted = "sessions-ended-by-server";

    /// <summary>Milliseconds of audio that were sent to be transcribed over HTTP.</summary>
    public const string RestAudioMs = "rest-audio-ms";

    public static IReadOnlyList<string> All { get; } =
    [
        Sessions, Partials, SilentPartials, Finals, FinalsWithoutText, Warnings, Errors, Unreadable, TooMany, OutOfOrder, Shrunk, ChunksDiffer, ChunksAgree, Evicted, RestAudioMs,
    ];
}
