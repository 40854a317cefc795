namespace Millrace.WebSockets;

/// <summary>A connection that could not be opened: at which stage, and what the server said where it said anything.</summary>
public sealed class WebSocketConnectException : IOException
{
    internal WebSocketConnectException(WebSocketConnectStage stage, string message, Exception? innerException = null)
        : base(message, innerException) => Stage = stage;

    /// <summary>How far the connect came.</summary>
    public WebSocketConnectStage Stage { get; }

    /// <summary>True when <see cref="WebSocketClientOptions.ConnectTimeout"/> passed.</summary>
    public bool IsTimeout { get; internal init; }

    /// <summary>The server's HTTP status where it answered; null otherwise.</summary>
    public int? HttpStatus { get; internal init; }

    /// <summary>The server's status line; null where it did not answer.</summary>
    public string? StatusLine { get; internal init; }

    /// <summary>The first bytes of the server's answer after its head, as text.</summary>
    public string? Body { get; internal init; }

    /// <summary>The server's wish for when to come back; null where it gave none in seconds.</summary>
    public TimeSpan? RetryAfter { get; internal init; }
}
