namespace Millrace.Live.Wire;

/// <summary>Why the server ends a connection.</summary>
public enum GoodbyeReason : byte
{
    None = 0,
    Restart = 1,
    Idle = 2,

    /// <summary>Evicted under memory pressure.</summary>
    Evicted = 3,

    Protocol = 4,

    /// <summary>The token is forged, expired or of another page.</summary>
    Token = 5,

    Version = 6,
    TooManySessions = 7,

    /// <summary>This session needs more memory than a session may have.</summary>
    SessionTooLarge = 8,

    /// <summary>The page failed; the message bears an incident number.</summary>
    PageFailed = 9,

    /// <summary>The render budget was used up.</summary>
    RenderBudget = 10,

    /// <summary>Another window resumed the same session.</summary>
    Replaced = 11,

    /// <summary>Ended by the operator.</summary>
    Operator = 12,
}
