using System.Net.Security;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting.Admission;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host;

/// <summary>What the shards of one gateway share.</summary>
internal sealed record GatewayContext
{
    public required UpgradeRules Rules { get; init; }

    public required AddressLimits Addresses { get; init; }

    public required Seats Seats { get; init; }

    public required ClientSessions Sessions { get; init; }

    /// <summary>What all clients' send queues together may hold.</summary>
    public required SendQueueBudget SendQueues { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Null on a plain ws port.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Time for TLS and the opening handshake together.</summary>
    public required TimeSpan HandshakeTimeout { get; init; }
}
