namespace Millrace.WebSockets;

/// <summary>How far a connect came before it failed.</summary>
public enum WebSocketConnectStage
{
    /// <summary>Finding the host's addresses.</summary>
    Resolve,

    /// <summary>Opening the TCP connection.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>The HTTP upgrade.</summary>
    Upgrade,
}
