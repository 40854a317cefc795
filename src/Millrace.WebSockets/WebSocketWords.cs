using Millrace.Shards;

namespace Millrace.WebSockets;

/// <summary>Short constant words for how connections end and why they do not begin: what a program counts them under.</summary>
public static class WebSocketWords
{
    /// <summary>How a connection ended.</summary>
    /// <param name="link">The connection, which has ended.</param>
    /// <param name="ofTransport">The caller's word for what a link failed with.</param>
    public static string OfEnd(WebSocketLink link, Func<LinkError, string> ofTransport)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(ofTransport);
        return link.CloseKind switch
        {
            WebSocketCloseKind.ByPeer => "closed-by-peer",
            WebSocketCloseKind.Vanished => "vanished",
            WebSocketCloseKind.TransportFailed => ofTransport(link.CloseError is LinkException failed ? failed.Error : LinkError.Other),
            WebSocketCloseKind.ProtocolViolation => "protocol-violation",
            WebSocketCloseKind.SlowConsumer => "target-takes-nothing",
            WebSocketCloseKind.KeepAliveTimeout => "keep-alive-timeout",
            _ => "closed",
        };
    }

    /// <summary>Why a connection could not be opened.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="ofTransport">The caller's word for what a link failed with.</param>
    /// <param name="ofStatus">The caller's word for a refusal with an HTTP status.</param>
    public static string OfFailure(WebSocketConnectException failure, Func<LinkError, string> ofTransport, Func<int, string> ofStatus)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(ofTransport);
        ArgumentNullException.ThrowIfNull(ofStatus);
        return failure switch
        {
            { IsTimeout: true } => ofTransport(LinkError.TimedOut),
            { HttpStatus: { } status } => ofStatus(status),
            { InnerException: LinkException link } => ofTransport(link.Error),
            { Stage: WebSocketConnectStage.Resolve } => "name",
            { Stage: WebSocketConnectStage.Tls } => ofTransport(LinkError.Tls),
            { Stage: WebSocketConnectStage.Upgrade } => "upgrade",
            _ => ofTransport(LinkError.Other),
        };
    }
}
