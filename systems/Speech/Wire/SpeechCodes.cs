namespace Millrace.Speech.Wire;

/// <summary>The codes of <c>error</c> and <c>warning</c> messages; what follows on each stands in PROTOCOL.md.</summary>
public static class SpeechCodes
{
    /// <summary>No session is free.</summary>
    public const string SessionLimit = "SESSION_LIMIT";

    /// <summary>A text message that is no JSON object.</summary>
    public const string InvalidJson = "INVALID_JSON";

    /// <summary>Audio that is not base64.</summary>
    public const string InvalidAudio = "INVALID_AUDIO";

    /// <summary>A message of a type that the server does not know.</summary>
    public const string UnknownType = "UNKNOWN_TYPE";

    /// <summary>The server is ending the session.</summary>
    public const string SessionClosing = "SESSION_CLOSING";

    /// <summary>A chunk beyond the server's limit.</summary>
    public const string AudioTooLarge = "AUDIO_TOO_LARGE";

    /// <summary>The recogniser failed on this utterance.</summary>
    public const string RecogniserFailed = "RECOGNISER_FAILED";

    /// <summary>The recogniser did not answer in time.</summary>
    public const string RecogniserTimeout = "RECOGNISER_TIMEOUT";

    /// <summary>The recogniser has all hands full.</summary>
    public const string RecogniserBusy = "RECOGNISER_BUSY";

    /// <summary>The client does not take its answers.</summary>
    public const string SlowClient = "SLOW_CLIENT";

    /// <summary>A warning: more audio waits for its answer than the server takes ahead of real time.</summary>
    public const string AheadOfRealTime = "AHEAD_OF_REAL_TIME";

    /// <summary>All of them, as PROTOCOL.md lists them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        SessionLimit, InvalidJson, InvalidAudio, UnknownType, SessionClosing, AudioTooLarge, RecogniserFailed, RecogniserTimeout, RecogniserBusy, SlowClient, AheadOfRealTime,
    ];
}
