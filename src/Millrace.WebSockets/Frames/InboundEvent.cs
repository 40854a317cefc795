namespace Millrace.WebSockets.Frames;

/// <summary>What the received bytes amount to next.</summary>
internal enum InboundEvent : byte
{
    /// <summary>Nothing whole is buffered.</summary>
    NeedBytes,

    /// <summary>A whole data message.</summary>
    Message,

    /// <summary>A ping; its payload is to be sent back.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>The peer's close frame, with its code and reason.</summary>
    Close,

    /// <summary>A broken rule; nothing after it can be read.</summary>
    Violation,
}
