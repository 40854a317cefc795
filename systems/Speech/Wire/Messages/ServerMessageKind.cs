namespace Millrace.Speech.Wire;

/// <summary>What a server's message is.</summary>
public enum ServerMessageKind
{
    /// <summary>Not JSON, or no object.</summary>
    Invalid,

    /// <summary>A type that this reader does not know; to be passed over.</summary>
    Unknown,

    /// <summary>The first message.</summary>
    SessionStart,

    /// <summary>An answer: the words so far.</summary>
    Partial,

    /// <summary>An answer: an utterance ended.</summary>
    Final,

    /// <summary>Beside the answers.</summary>
    Warning,

    /// <summary>The last message.</summary>
    SessionEnd,

    /// <summary>Instead of an answer, or before the server closes.</summary>
    Error,
}
