namespace Millrace.Speech.Wire;

/// <summary>The words by which <c>final</c>, <c>session_end</c> and <c>SESSION_CLOSING</c> say why.</summary>
public static class SpeechReasons
{
    /// <summary>A <c>final</c>: the silence was long enough.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>A <c>final</c>: the utterance was as long as it may be.</summary>
    public const string Length = "length";

    /// <summary>A <c>final</c>: the client asked for it.</summary>
    public const string Finalize = "finalize";

    /// <summary>A <c>final</c> or <c>session_end</c>: the client closes the stream.</summary>
    public const string Close = "close";

    /// <summary><c>SESSION_CLOSING</c>: no audio for the idle timeout.</summary>
    public const string Idle = "idle";

    /// <summary><c>SESSION_CLOSING</c>: no speech at the beginning.</summary>
    public const string NoSpeech = "no_speech";

    /// <summary><c>SESSION_CLOSING</c>: the session is as long as it may be.</summary>
    public const string MaxLength = "max_length";

    /// <summary><c>SESSION_CLOSING</c>: somebody deleted it.</summary>
    public const string Deleted = "deleted";

    /// <summary><c>SESSION_CLOSING</c>: the server shuts down.</summary>
    public const string Shutdown = "shutdown";
}
