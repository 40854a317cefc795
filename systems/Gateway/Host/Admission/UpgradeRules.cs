using Millrace.Gateway.Host.Sessions;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Admission;

/// <summary>How opening handshakes are answered: those of seated connections, and those that only get their refusal.</summary>
internal sealed class UpgradeRules
{
    // Long enough to spread those who come back, short enough that a page seems alive.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string _pathPrefix;
    private readonly Seats _seats;
    private readonly ClientSessions _sessions;
    private readonly WebSocketServerOptions _seated;
    private readonly WebSocketServerOptions _full;
    private readonly WebSocketServerOptions _address;

    public UpgradeRules(GatewayOptions options, Seats seats, ClientSessions sessions)
    {
        _pathPrefix = options.PathPrefix;
        _seats = seats;
        _sessions = sessions;
        _seated = new WebSocketServerOptions
        {
            Connection = options.ToWebSocketOptions(),
            MaxHeadBytes = options.MaxHeadBytes,
            Hosts = options.ToHostPolicy(),
            Origins = options.ToOriginPolicy(),
            Subprotocols = options.Subprotocols,
            DecideTimeout = sessions.DecideTimeout,
        };
        _full = Refusing(UpgradeDecision.Refuse(503, "The server is full.", RetryAfter));
        _address = Refusing(UpgradeDecision.Refuse(503, "Your address has as many connections as it may have.", RetryAfter));
    }

    /// <summary>What the connections of one shard keep to.</summary>
    public WebSocketOptions ConnectionOn(SendQueueShare share) => _seated.Connection with { SendQueueShare = share };

    /// <summary>
    /// The rules for one connection: refused beforehand, or seated. A seated one is admitted just before its 101 is sent: from then on a
    /// drain waits for it.
    /// </summary>
    public WebSocketServerOptions For(RefusalReason? refusal, TimeSpan timeLeft, ClientConnection client)
    {
        WebSocketServerOptions rules = refusal switch
        {
            null => _seated with { Connection = client.Home.Connection, Decide = (request, leaving) => DecideAsync(client, request, leaving) },
            RefusalReason.Address => _address,
            _ => _full,
        };
        return rules with { HandshakeTimeout = timeLeft };
    }

    /// <summary>Why a handshake of a seated connection failed, by the status that it was answered with.</summary>
    public static RefusalReason ReasonOf(int status) => status switch
    {
        0 => RefusalReason.Gone,
        403 => RefusalReason.Origin,
        404 or 414 => RefusalReason.Path,
        408 => RefusalReason.Timeout,
        421 => RefusalReason.Host,
        503 => RefusalReason.Draining,
        504 => RefusalReason.BackendTimeout,
        _ => RefusalReason.Handshake,
    };

    private async ValueTask<UpgradeDecision> DecideAsync(ClientConnection client, UpgradeRequest request, CancellationToken leaving)
    {
        if (RequestPath.TryDecode(request.Path, out string path, out string problem) is > 0 and int status)
        {
            return UpgradeDecision.Refuse(status, problem);
        }

        if (!path.StartsWith(_pathPrefix, StringComparison.Ordinal))
        {
            return UpgradeDecision.Refuse(404, $"WebSockets are under {_pathPrefix} here.");
        }

        UpgradeDecision decision = _seats.IsDraining ? Draining() : await _sessions.DecideAsync(client, request, leaving);
        if (decision.IsAccepted && !_seats.TryAdmit())
        {
            decision = Draining();
        }

        if (decision.IsAccepted)
        {
            client.Admit();
        }

        return decision;
    }

    private static UpgradeDecision Draining() => UpgradeDecision.Refuse(503, "The server stops.", RetryAfter);

    // Any host and origin: who is refused anyway need not learn more.
    private WebSocketServerOptions Refusing(UpgradeDecision refusal) =>
        _seated with { Hosts = HostPolicy.Any, Origins = OriginPolicy.Any, Decide = (_, _) => new(refusal) };
}
