using System.Text;

namespace Millrace.WebSockets.Connection;

/// <summary>How a connection ended; made once, when it does.</summary>
internal sealed class Ending(WebSocketCloseKind kind, WebSocketCloseCode code, byte[] reason, Exception? error)
{
    public WebSocketCloseKind Kind { get; } = kind;

    public WebSocketCloseCode Code { get; } = code;

    public Exception? Error { get; } = error;

    public string Reason => Encoding.UTF8.GetString(reason);

    public WebSocketMessage ToMessage() => new(WebSocketMessageKind.Close, reason, Code);

    public WebSocketClosedException ToException() =>
        new(Kind, Code, $"The WebSocket connection has ended ({Kind}, close code {(int)Code}{(reason.Length > 0 ? ": " + Reason : "")}).", Error);
}
