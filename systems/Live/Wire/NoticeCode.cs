namespace Millrace.Live.Wire;

/// <summary>What a <c>notice</c> tells the client about one event.</summary>
public enum NoticeCode : byte
{
    None = 0,

    /// <summary>A handler failed; the message bears an incident number.</summary>
    HandlerFailed = 1,

    /// <summary>The node or its handler is gone: removed while the event was under way.</summary>
    NoSuchHandler = 2,

    /// <summary>An event is missing before this one; the client sends again from what <c>handled</c> says.</summary>
    EventMissing = 3,

    /// <summary>Too many events: the server has paused reading.</summary>
    TooManyEvents = 4,

    /// <summary>The value was refused.</summary>
    ValueRefused = 5,
}
