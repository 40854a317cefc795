namespace Millrace.Live.Host.Sessions;

/// <summary>Where a session is in its life.</summary>
internal enum SessionState : byte
{
    /// <summary>Its page has been served; its WebSocket has not come yet.</summary>
    Pending,

    /// <summary>It has a WebSocket.</summary>
    Attached,

    /// <summary>It has lost its WebSocket and waits for its client to come back.</summary>
    Detached,

    /// <summary>It is over.</summary>
    Ended,
}
