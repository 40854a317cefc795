using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>Takes WebSockets: what can be refused is refused before the switch of protocols, but for the limit of sessions, which clients of old expect to be told behind it.</summary>
internal sealed class StreamEndpoint
{
    private readonly SpeechEngine _engine;
    private readonly StreamQuery _query;
    private readonly WebSocketAcceptContext _plain;
    private readonly WebSocketAcceptContext _token;

    public StreamEndpoint(SpeechEngine engine)
    {
        (_engine, _query) = (engine, new StreamQuery(engine.Options));
        (_plain, _token) = (Accepting(engine.Options, null), Accepting(engine.Options, "token"));
    }

    public async Task ServeAsync(HttpContext http)
    {
        StreamSettings settings = _query.Read(http.Request.Query, out string? wrong);
        if (Refusal(http, wrong) is { } refusal)
        {
            _engine.Counters.Refuse(refusal.Reason);
            SpeechLog.Refused(_engine.Log, http.Connection.RemoteIpAddress, refusal.Why);
            http.Response.StatusCode = refusal.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(refusal.Why + "\n", http.RequestAborted).ConfigureAwait(false);
            return;
        }

        Unbind(http);
        IPAddress? address = http.Connection.RemoteIpAddress;
        SessionRefusal? none = _engine.Sessions.TryTakePlace(address);
        bool isTaken = none is null;
        StreamConnection? connection = null;
        try
        {
            bool offersToken = http.WebSockets.WebSocketRequestedProtocols.Contains("token", StringComparer.Ordinal);
            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(offersToken ? _token : _plain).ConfigureAwait(false);
            connection = new StreamConnection(_engine, socket, http.Features.Get<IHttpRequestLifetimeFeature>());
            _engine.Sweep.Watch(connection);
            if (none is { } why)
            {
                await connection.RefuseAsync(TextOf(why)).ConfigureAwait(false);
                return;
            }

            isTaken = false; // The session's own from here on.
            await connection.RunAsync(settings, address).ConfigureAwait(false);
        }
        finally
        {
            if (isTaken)
            {
                _engine.Sessions.GiveBack(address);
            }

            if (connection is not null)
            {
                _engine.Sweep.Forget(connection);
            }
        }
    }

    // A stream has no length and no rate; what a client may send and how slowly it may read is bounded by the session, and told apart.
    private static void Unbind(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } sending)
        {
            sending.MinDataRate = null;
        }

        // Over HTTP/2 all streams of a connection share theirs.
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } receiving)
        {
            receiving.MinDataRate = null;
        }
    }

    private static WebSocketAcceptContext Accepting(SpeechOptions options, string? subprotocol) => new()
    {
        SubProtocol = subprotocol,
        KeepAliveInterval = options.PingInterval,
        KeepAliveTimeout = options.PingInterval == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : options.PingTimeout,
    };

    private byte[] TextOf(SessionRefusal why) => ReplyText.Of(into =>
    {
        if (why == SessionRefusal.AddressLimit)
        {
            ServerMessages.Error(
                into,
                SpeechCodes.SessionLimit,
                ServerMessages.AddressLimitReached(_engine.Options.MaxSessionsPerAddress),
                retryAfterSeconds: RequestSessions.RetryAfter);
        }
        else
        {
            ServerMessages.SessionLimit(into, _engine.Options.MaxSessions, RequestSessions.RetryAfter);
        }
    });

    private (SessionRefusal Reason, int Status, string Why)? Refusal(HttpContext http, string? wrongQuery)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            return (SessionRefusal.NoWebSocket, StatusCodes.Status426UpgradeRequired, "This is a WebSocket; /docs says how to use it.");
        }

        string? origin = http.Request.Headers.Origin.Count == 0 ? null : http.Request.Headers.Origin.ToString();
        if (!_engine.Options.Origins.Allows(origin, http.Request.Host.Value ?? ""))
        {
            return (SessionRefusal.Origin, StatusCodes.Status403Forbidden, "Pages of that origin may not connect here. The operator lists those that may with --allowed-origin.");
        }

        if (_engine.Keys is { } keys && !keys.Allow(http))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return (SessionRefusal.ApiKey, StatusCodes.Status401Unauthorized, "An API key is needed: Authorization: Bearer KEY, X-API-Key: KEY, or the subprotocols token, KEY.");
        }

        if (wrongQuery is not null)
        {
            return (SessionRefusal.Query, StatusCodes.Status400BadRequest, wrongQuery);
        }

        if (_engine.IsDraining)
        {
            http.Response.Headers.RetryAfter = "2";
            return (SessionRefusal.Draining, StatusCodes.Status503ServiceUnavailable, "The server shuts down.");
        }

        return null;
    }
}
