using System.Collections.Frozen;
using Millrace.Engine;
using Millrace.Live.Wire;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Live.Load.Clients;

/// <summary>The words under which a server's notices and goodbyes, and the ends of connections, are counted.</summary>
internal static class ServerWords
{
    public const string TokenMissing = "token-missing";

    private static readonly FrozenDictionary<int, string> _statuses = Enumerable.Range(100, 500).ToFrozenDictionary(status => status, status => $"http-{status}");

    /// <summary>Why the server ended a session.</summary>
    public static string Of(GoodbyeReason reason) => reason switch
    {
        GoodbyeReason.Restart => "goodbye-restart",
        GoodbyeReason.Idle => "goodbye-idle",
        GoodbyeReason.Evicted => "goodbye-evicted",
        GoodbyeReason.Protocol => "goodbye-protocol",
        GoodbyeReason.Token => "goodbye-token",
        GoodbyeReason.Version => "goodbye-version",
        GoodbyeReason.TooManySessions => "goodbye-too-many-sessions",
        GoodbyeReason.SessionTooLarge => "goodbye-session-too-large",
        GoodbyeReason.PageFailed => "goodbye-page-failed",
        GoodbyeReason.RenderBudget => "goodbye-render-budget",
        GoodbyeReason.Replaced => "goodbye-replaced",
        GoodbyeReason.Operator => "goodbye-operator",
        _ => "goodbye-unknown",
    };

    /// <summary>True where a session was ended for the memory that it, or all of them, took.</summary>
    public static bool IsEviction(GoodbyeReason reason) => reason is GoodbyeReason.Evicted or GoodbyeReason.SessionTooLarge;

    /// <summary>What the server had against an event.</summary>
    public static string Of(NoticeCode code) => code switch
    {
        NoticeCode.HandlerFailed => "notice-handler-failed",
        NoticeCode.NoSuchHandler => "notice-no-such-handler",
        NoticeCode.EventMissing => "notice-event-missing",
        NoticeCode.TooManyEvents => "notice-too-many-events",
        NoticeCode.ValueRefused => "notice-value-refused",
        _ => "notice-unknown",
    };

    /// <summary>How a connection ended about which the server said nothing.</summary>
    public static string EndOf(WebSocketLink link) => link.CloseKind switch
    {
        WebSocketCloseKind.ByPeer => "closed-by-peer",
        WebSocketCloseKind.Vanished => "vanished",
        WebSocketCloseKind.TransportFailed => link.CloseError is LinkException failed ? ErrorKinds.Of(failed.Error) : ErrorKinds.Other,
        WebSocketCloseKind.ProtocolViolation => "protocol-violation",
        WebSocketCloseKind.SlowConsumer => "target-takes-nothing",
        WebSocketCloseKind.KeepAliveTimeout => "keep-alive-timeout",
        _ => ErrorKinds.Closed,
    };

    /// <summary>Why the upgrade failed.</summary>
    public static string Of(WebSocketConnectException e) => e switch
    {
        { IsTimeout: true } => ErrorKinds.TimedOut,
        { HttpStatus: { } status } => _statuses.GetValueOrDefault(status, "http"),
        { InnerException: LinkException link } => ErrorKinds.Of(link.Error),
        { Stage: WebSocketConnectStage.Upgrade } => "upgrade",
        _ => ErrorKinds.Other,
    };
}
