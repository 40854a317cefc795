namespace Millrace.Live.Host.Sessions;

/// <summary>How a WebSocket found its session.</summary>
internal enum ResumeKind
{
    /// <summary>The page as served, for the first time.</summary>
    First,

    /// <summary>Back again, with nothing missed.</summary>
    Nothing,

    /// <summary>Back again; what was missed was sent once more.</summary>
    Replay,

    /// <summary>Back again, with the whole document.</summary>
    Document,

    /// <summary>The session was gone: a new one, with what its components had kept.</summary>
    Restored,

    /// <summary>The session was gone: a new one.</summary>
    Anew,
}
