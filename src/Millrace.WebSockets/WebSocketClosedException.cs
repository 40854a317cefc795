namespace Millrace.WebSockets;

/// <summary>A send on a connection that has ended or is closing, with how it ended as data.</summary>
public sealed class WebSocketClosedException : IOException
{
    internal WebSocketClosedException(WebSocketCloseKind kind, WebSocketCloseCode code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        CloseKind = kind;
        CloseCode = code;
    }

    /// <summary>How the connection ended; None while our close frame awaits its answer.</summary>
    public WebSocketCloseKind CloseKind { get; }

    /// <summary>The close code of the end.</summary>
    public WebSocketCloseCode CloseCode { get; }
}
