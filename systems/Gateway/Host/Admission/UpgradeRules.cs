using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Admission;

/// <summary>How opening handshakes are answered: those of seated connections, and those that only get their refusal.</summary>
internal sealed class UpgradeRules
{
    // Long enough to spread those who come back, short enough that a page seems alive.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string _pathPrefix;
    private readonly Seats _seats;
    private readonly WebSocketServerOptions _seated;
    private readonly WebSocketServerOptions _full;
    private readonly WebSocketServerOptions _address;

    public UpgradeRules(GatewayOptions options, Seats seats)
    {
        _pathPrefix = options.PathPrefix;
        _seats = seats;
        _seated = new WebSocketServerOptions
        {
            Connection = options.ToWebSocketOptions(),
            MaxHeadBytes = options.MaxHeadBytes,
            Hosts = options.ToHostPolicy(),
            Origins = options.ToOriginPolicy(),
            Subprotocols = options.Subprotocols,
        };
        _full = Refusing(UpgradeDecision.Refuse(503, "The server is full.", RetryAfter));
        _address = Refusing(UpgradeDecision.Refuse(503, "Your address has as many connections as it may have.", RetryAfter));
    }

    /// <summary>
    /// The rules for one connection: refused beforehand, or seated. A seated one calls <paramref name="admitted"/> just before
    /// its 101 is sent: from then on a drain waits for it.
    /// </summary>
    public WebSocketServerOptions For(RefusalReason? refusal, TimeSpan timeLeft, Action admitted)
    {
        WebSocketServerOptions rules = refusal switch
        {
            null => _seated with { Decide = (request, _) => new(Decide(request, admitted)) },
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
        404 => RefusalReason.Path,
        408 => RefusalReason.Timeout,
        421 => RefusalReason.Host,
        503 => RefusalReason.Draining,
        _ => RefusalReason.Handshake,
    };

    private UpgradeDecision Decide(UpgradeRequest request, Action admitted)
    {
        if (!request.Path.StartsWith(_pathPrefix, StringComparison.Ordinal))
        {
            return UpgradeDecision.Refuse(404, $"WebSockets are under {_pathPrefix} here.");
        }

        if (!_seats.TryAdmit())
        {
            return UpgradeDecision.Refuse(503, "The server stops.", RetryAfter);
        }

        admitted();
        return UpgradeDecision.Accept();
    }

    // Any host and origin: who is refused anyway need not learn more.
    private WebSocketServerOptions Refusing(UpgradeDecision refusal) =>
        _seated with { Hosts = HostPolicy.Any, Origins = OriginPolicy.Any, Decide = (_, _) => new(refusal) };
}
