using System.Net.WebSockets;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>What a client is told at the end of a connection.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Advice">What it should do.</param>
/// <param name="Message">In words for a person.</param>
/// <param name="AfterMs">How long it should wait before it comes back.</param>
/// <param name="Close">The close code behind it.</param>
internal sealed record Farewell(
    GoodbyeReason Reason, GoodbyeAdvice Advice, string Message, uint AfterMs = 0, WebSocketCloseStatus Close = WebSocketCloseStatus.NormalClosure)
{
    private static uint s_spread;

    public static Farewell Protocol(string what, WebSocketCloseStatus close = WebSocketCloseStatus.ProtocolError) =>
        new(GoodbyeReason.Protocol, GoodbyeAdvice.OfferReload, what, Close: close);

    public static Farewell Token(string what) => new(GoodbyeReason.Token, GoodbyeAdvice.OfferReload, what, Close: WebSocketCloseStatus.PolicyViolation);

    public static Farewell Evicted { get; } =
        new(GoodbyeReason.Evicted, GoodbyeAdvice.OfferReload, "The server needed the memory of this page for others.", Close: (WebSocketCloseStatus)1013);

    public static Farewell Replaced { get; } = new(GoodbyeReason.Replaced, GoodbyeAdvice.StayAway, "This page goes on in another window.");

    public static Farewell Idle { get; } = new(GoodbyeReason.Idle, GoodbyeAdvice.OfferReload, "Nothing happened on this page for a long time.");

    public static Farewell Operator { get; } = new(GoodbyeReason.Operator, GoodbyeAdvice.OfferReload, "The operator has ended this page.", Close: WebSocketCloseStatus.PolicyViolation);

    public static Farewell SessionTooLarge { get; } =
        new(GoodbyeReason.SessionTooLarge, GoodbyeAdvice.OfferReload, "This page needed more memory than one page may have.", Close: WebSocketCloseStatus.PolicyViolation);

    /// <summary>Each comes back a little later than the one before it, within five seconds: not all in one moment.</summary>
    public static Farewell TooMany =>
        new(
            GoodbyeReason.TooManySessions,
            GoodbyeAdvice.ComeBack,
            "The server has as many pages open as it can hold.",
            AfterMs: 5000 + (Interlocked.Add(ref s_spread, 97) % 5000),
            Close: (WebSocketCloseStatus)1013);

    public static Farewell PageFailed { get; } =
        new(GoodbyeReason.PageFailed, GoodbyeAdvice.OfferReload, "The page failed.", Close: WebSocketCloseStatus.InternalServerError);

    public static Farewell Version { get; } = new(GoodbyeReason.Version, GoodbyeAdvice.OfferReload, "The page is of another version of the server.");

    public static Farewell Restart(uint afterMs) =>
        new(GoodbyeReason.Restart, GoodbyeAdvice.ComeBack, "The server restarts.", afterMs, (WebSocketCloseStatus)1012);
}
