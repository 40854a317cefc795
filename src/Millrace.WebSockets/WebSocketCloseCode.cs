namespace Millrace.WebSockets;

/// <summary>Close codes of RFC 6455 section 7.4 and the IANA registry; applications use 3000 to 4999.</summary>
public enum WebSocketCloseCode : ushort
{
    /// <summary>Done; a normal end.</summary>
    Normal = 1000,

    /// <summary>The server shuts down, or the browser leaves the page.</summary>
    GoingAway = 1001,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError = 1002,

    /// <summary>A kind of data that this endpoint does not take.</summary>
    UnsupportedData = 1003,

    /// <summary>The close frame carried no code. Never on the wire.</summary>
    NoStatus = 1005,

    /// <summary>The stream ended without a close frame. Never on the wire.</summary>
    Abnormal = 1006,

    /// <summary>Data that does not fit its type, such as text that is not UTF-8.</summary>
    InvalidPayload = 1007,

    /// <summary>Against this endpoint's policy.</summary>
    PolicyViolation = 1008,

    /// <summary>A message larger than this endpoint takes.</summary>
    TooBig = 1009,

    /// <summary>The client needed an extension that the server did not grant.</summary>
    MandatoryExtension = 1010,

    /// <summary>The server met something unexpected.</summary>
    InternalError = 1011,

    /// <summary>The server restarts; come back soon.</summary>
    ServiceRestart = 1012,

    /// <summary>The server is overloaded, or this connection does not keep up; come back later.</summary>
    TryAgainLater = 1013,

    /// <summary>A gateway got a bad answer from the server behind it.</summary>
    BadGateway = 1014,

    /// <summary>The TLS handshake failed. Never on the wire.</summary>
    TlsFailure = 1015,
}
