using Millrace.Hosting.Metrics;

namespace Millrace.Speech.Host.Sessions;

/// <summary>Why a session ended. Those from <see cref="Idle"/> to <see cref="Shutdown"/> are the words that the client is told.</summary>
internal enum SessionEnd
{
    /// <summary>The client closed the connection.</summary>
    Left,

    /// <summary>The client said stop.</summary>
    Stop,

    /// <summary>The client said CloseStream.</summary>
    Close,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>No audio came for too long.</summary>
    Idle,

    /// <summary>Nobody spoke for too long.</summary>
    NoSpeech,

    /// <summary>It was as long as a session may be.</summary>
    MaxLength,

    /// <summary>Somebody deleted it.</summary>
    Deleted,

    /// <summary>The server shuts down.</summary>
    Shutdown,

    /// <summary>A message was too large.</summary>
    TooLarge,

    /// <summary>The recogniser failed several times in a row.</summary>
    RecogniserFailed,

    /// <summary>The client took nothing of what was sent to it, or did not finish a message that it had begun.</summary>
    SlowClient,
}

/// <summary>The words for <see cref="SessionEnd"/>.</summary>
internal static class SessionEnds
{
    /// <summary>As the protocol and the metrics write it, such as <c>no_speech</c>.</summary>
    public static string Word(this SessionEnd end) => EnumWords.Of<SessionEnd>()[(int)end];
}
