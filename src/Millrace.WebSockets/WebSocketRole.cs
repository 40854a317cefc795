namespace Millrace.WebSockets;

/// <summary>Which side of the connection we are; a client masks what it sends, a server does not.</summary>
public enum WebSocketRole : byte
{
    /// <summary>We accepted the connection.</summary>
    Server,

    /// <summary>We opened the connection.</summary>
    Client,
}
