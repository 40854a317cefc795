using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Live.Wire;
using Millrace.WebSockets;

namespace Millrace.Live.Load.Clients;

/// <summary>The words under which a server's notices and goodbyes, and the ends of connections, are counted.</summary>
internal static class ServerWords
{
    public const string TokenMissing = "token-missing";

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
    public static string EndOf(WebSocketLink link) => WebSocketWords.OfEnd(link, ErrorKinds.Of);

    /// <summary>Why the upgrade failed.</summary>
    public static string Of(WebSocketConnectException e) => WebSocketWords.OfFailure(e, ErrorKinds.Of, HttpRoute.KindOf);
}
