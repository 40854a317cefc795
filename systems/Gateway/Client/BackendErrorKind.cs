namespace Millrace.Gateway.Client;

/// <summary>What went wrong.</summary>
public enum BackendErrorKind
{
    /// <summary>No connection came about; it is tried again.</summary>
    ConnectFailed,

    /// <summary>The gateway does not want this backend: the secret is wrong, or it broke the rules.</summary>
    Refused,

    /// <summary>A connection ended; a new one is tried.</summary>
    ConnectionLost,

    /// <summary>A handler threw.</summary>
    HandlerFailed,

    /// <summary>The gateway reports an <c>error</c> event, such as a client that no backend could be asked about.</summary>
    GatewayReported,

    /// <summary>The gateway refused a line of ours.</summary>
    Problem,

    /// <summary>A line of the gateway could not be read; it is skipped.</summary>
    BadLine,

    /// <summary>Lines of ours may not have reached the gateway: they waited to be sent when the connection ended, or a gateway was away.</summary>
    Unsent,

    /// <summary>Events that the gateway delivered were not handled, and it will not deliver them again.</summary>
    EventsLost,
}
