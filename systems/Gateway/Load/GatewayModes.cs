using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Gateway.Load;

/// <summary>The gateway's ways of being driven, and what can be set.</summary>
internal static class GatewayModes
{
    public const string PingPong = "pingpong";
    public const string Echo = "echo";
    public const string Blast = "blast";
    public const string Read = "read";

    /// <summary>One message and its echo.</summary>
    public static readonly OperationId EchoOperation = new(0);

    public static SystemInfo Info { get; } = new()
    {
        Name = "gateway",
        Description = "WebSocket gateway: echo over long-lived connections",
        Operations = ["echo"],
        Modes =
        [
            new(PingPong, "strict request and response: each client sends its next message when the last one is back", new Closed()),
            new(Echo, "sends without waiting while replies are received, up to 16 messages in flight per client", new Flood(16), Window: 16),
            new(Blast, "sends as fast as the server accepts, up to 1,024 messages in flight per client; replies are read and counted", new Flood(1024), Window: 1024),
        ],
        Schemes = ["ws", "wss"],
        Parameters = [new(Read, "in mode blast: whether clients read their replies; false waits for the server to evict them", "true")],
        DefaultPayloadBytes = 64,
        MinPayloadBytes = EchoPayload.MinBytes,
        MaxPayloadBytes = 1024 * 1024,
    };
}
