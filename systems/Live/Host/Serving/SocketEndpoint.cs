using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Serving;

/// <summary>Takes WebSockets: what can be refused is refused before the switch of protocols.</summary>
/// <param name="engine">The server.</param>
internal sealed class SocketEndpoint(LiveEngine engine)
{
    // Silence is noticed by the sweep, so no WebSocket needs a timer.
    private static readonly WebSocketAcceptContext s_accept = new()
    {
        SubProtocol = LiveProtocol.Subprotocol,
        KeepAliveInterval = TimeSpan.Zero,
        KeepAliveTimeout = Timeout.InfiniteTimeSpan,
    };

    public async Task ServeAsync(HttpContext http)
    {
        if (Refusal(http) is { } refusal)
        {
            engine.Counters.Refuse(refusal.Reason);
            http.Response.StatusCode = refusal.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(refusal.Why + "\n", http.RequestAborted).ConfigureAwait(false);
            return;
        }

        LiveConnection? connection = null;
        try
        {
            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(s_accept).ConfigureAwait(false);
            ClaimsPrincipal user = Anonymous.Or(http.User);
            string? cookie = BrowserCookie.Read(http.Request) is { } value ? BrowserCookie.Of(value, user) : null;
            connection = new(engine, socket, http.Features.Get<IHttpRequestLifetimeFeature>(), cookie, http.Connection.RemoteIpAddress, user);
            engine.Sweep.Watch(connection);
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            if (connection is not null)
            {
                engine.Gone(connection);
            }
            else if (http.Connection.RemoteIpAddress is { } address)
            {
                engine.Arriving.Leave(address);
            }
        }
    }

    // The last that is asked: it takes the place of a connection without a session.
    private bool HasPlace(HttpContext http) => http.Connection.RemoteIpAddress is not { } address || engine.Arriving.TryEnter(address);

    private (RefusalReason Reason, int Status, string Why)? Refusal(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest || !http.WebSockets.WebSocketRequestedProtocols.Contains(LiveProtocol.Subprotocol, StringComparer.Ordinal))
        {
            http.Response.Headers.Upgrade = "websocket";
            return (RefusalReason.NoWebSocket, StatusCodes.Status426UpgradeRequired, $"This is a WebSocket of the subprotocol {LiveProtocol.Subprotocol}.");
        }

        string? origin = http.Request.Headers.Origin.Count == 0 ? null : http.Request.Headers.Origin.ToString();
        if (!engine.Options.Origins.Allows(origin, http.Request.Host.Value ?? ""))
        {
            return (RefusalReason.Origin, StatusCodes.Status403Forbidden, "Pages of that origin may not connect here.");
        }

        if (engine.IsDraining)
        {
            http.Response.Headers.RetryAfter = "2";
            return (RefusalReason.Draining, StatusCodes.Status503ServiceUnavailable, "The server restarts.");
        }

        // Who has no session yet holds a connection for as long as a hello may take: not more of them than sessions.
        if (engine.Sweep.Watched >= engine.Options.MaxSessions)
        {
            http.Response.Headers.RetryAfter = "10";
            return (RefusalReason.SessionLimit, StatusCodes.Status503ServiceUnavailable, "Too many connections are waiting to say hello.");
        }

        if (!HasPlace(http))
        {
            http.Response.Headers.RetryAfter = "10";
            return (RefusalReason.AddressLimit, StatusCodes.Status429TooManyRequests, "Too many connections of your address are waiting to say hello.");
        }

        return null;
    }
}
