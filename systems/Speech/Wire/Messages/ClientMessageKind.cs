namespace Millrace.Speech.Wire;

/// <summary>What a client's text message is.</summary>
public enum ClientMessageKind
{
    /// <summary>Not JSON, or no object.</summary>
    InvalidJson,

    /// <summary>An object whose type is missing, no text, or unknown.</summary>
    UnknownType,

    /// <summary>Audio that is no text, so no base64 either. Wrong base64 shows when it is decoded.</summary>
    InvalidAudio,

    /// <summary>A chunk of audio; may be empty.</summary>
    Audio,

    /// <summary>Answer what was taken, then close.</summary>
    Stop,

    /// <summary>The client is there.</summary>
    KeepAlive,

    /// <summary>End the utterance now.</summary>
    Finalize,

    /// <summary>End the utterance and the session.</summary>
    CloseStream,
}
