namespace Millrace.Gateway.Host.Routing;

/// <summary>How far a client has come.</summary>
internal enum SessionState
{
    /// <summary>A backend has been asked, or will be once there is one.</summary>
    Asking,

    /// <summary>A backend has accepted it; its 101 is on the way.</summary>
    Accepted,

    /// <summary>It is connected, and its backend has been told.</summary>
    Open,

    /// <summary>It has lost its connection and is waited for; its backend has not been told.</summary>
    Detached,

    /// <summary>It is gone.</summary>
    Ended,
}
