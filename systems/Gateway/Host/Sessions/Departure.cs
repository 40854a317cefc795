using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>How a client's connection ended, in a sentence, and whether the client may not have meant it to.</summary>
internal static class Departure
{
    public static (string Why, bool IsLost) Of(WebSocketLink link, WebSocketCloseKind kind) => kind switch
    {
        WebSocketCloseKind.ByPeer => ($"The client closed the connection{Code(link)}.", !IsDeliberate(link.CloseCode)),
        WebSocketCloseKind.ByUs => ($"The gateway closed the connection{Code(link)}.", false),
        WebSocketCloseKind.CloseTimeout => ("The client did not answer the gateway's close.", false),
        WebSocketCloseKind.Vanished => ("The client ended the connection without a close.", true),
        WebSocketCloseKind.TransportFailed => ("The connection failed.", true),
        WebSocketCloseKind.ProtocolViolation => ($"The client broke a rule{Code(link)}: {link.CloseReason}.", false),
        WebSocketCloseKind.SlowConsumer => ("The client did not keep up.", true),
        WebSocketCloseKind.KeepAliveTimeout => ("The client answered no ping.", true),
        _ => ("The gateway dropped the connection.", false),
    };

    // 1005: a page that closes without a code means it as much as one that gives 1000.
    private static bool IsDeliberate(WebSocketCloseCode? code) =>
        code is WebSocketCloseCode.Normal or WebSocketCloseCode.GoingAway or WebSocketCloseCode.NoStatus;

    private static string Code(WebSocketLink link) => link.CloseCode is { } code and not WebSocketCloseCode.NoStatus ? $" with {(int)code}" : "";
}
