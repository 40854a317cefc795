namespace Millrace.WebSockets;

/// <summary>How a connection came to its end, so that servers and load reports can count each kind apart.</summary>
public enum WebSocketCloseKind : byte
{
    /// <summary>It is still open.</summary>
    None,

    /// <summary>The peer sent the first close frame.</summary>
    ByPeer,

    /// <summary>We sent the first close frame and the peer answered it.</summary>
    ByUs,

    /// <summary>The peer ended the stream without a close frame.</summary>
    Vanished,

    /// <summary>The transport failed: a reset, a timeout of TCP, a TLS failure.</summary>
    TransportFailed,

    /// <summary>The peer broke the protocol or a limit, and was told so with the close code.</summary>
    ProtocolViolation,

    /// <summary>The peer took no byte for the whole send timeout and was evicted.</summary>
    SlowConsumer,

    /// <summary>The peer answered no ping within the keep-alive timeout.</summary>
    KeepAliveTimeout,

    /// <summary>We sent a close frame, and the peer did not answer it in time.</summary>
    CloseTimeout,

    /// <summary>We dropped the connection without a closing handshake.</summary>
    Aborted,
}
