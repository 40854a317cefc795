namespace Millrace.WebSockets.Frames;

/// <summary>A broken rule of the protocol: the close code it deserves and the reason in words (at most 123 bytes of ASCII).</summary>
internal readonly record struct Violation(WebSocketCloseCode Code, string Reason)
{
    public static Violation Protocol(string reason) => new(WebSocketCloseCode.ProtocolError, reason);
}
