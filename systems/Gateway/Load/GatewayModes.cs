using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Gateway.Load.Rooms;
using Millrace.Gateway.Load.Subject;

namespace Millrace.Gateway.Load;

/// <summary>The gateway's ways of being driven, and what can be set.</summary>
internal static class GatewayModes
{
    public const string PingPong = "pingpong";
    public const string Echo = "echo";
    public const string Blast = "blast";
    public const string Backend = "backend";
    public const string BackendAsync = "backend-async";
    public const string Rooms = "rooms";
    public const string Read = "read";
    public const string Serve = "serve";

    /// <summary>Messages a second that each room gets where nobody names another load.</summary>
    public const double PerRoom = 10;

    /// <summary>One message and its echo.</summary>
    public static readonly OperationId EchoOperation = new(0);

    /// <summary>One message to a room, done when its last member has it.</summary>
    public static readonly OperationId PublishOperation = new(1);

    /// <summary>One member's copy of a message to its room.</summary>
    public static readonly OperationId DeliveryOperation = new(2);

    public static SystemInfo Info { get; } = new()
    {
        Name = "gateway",
        Description = "WebSocket gateway: browsers in front, backend programs behind; echo, round trips through a backend, rooms",
        Operations = ["echo", "publish", "delivery"],
        Modes =
        [
            new(PingPong, "strict request and response: each client sends its next message when the last one is back", new Closed()),
            new(Echo, "sends without waiting while replies are received, up to 16 messages in flight per client", new Flood(16), Window: 16),
            new(Blast, "sends as fast as the server accepts, up to 1,024 messages in flight per client; replies are read and counted", new Flood(1024), Window: 1024),
            new(Backend, "strict request and response through the gateway to a backend program and back", new Closed()),
            new(BackendAsync, "the same without waiting, up to 16 messages in flight per client", new Flood(16), Window: 16),
            new(Rooms, "each room's publisher sends to all of its members, 10 messages a second; --think 0: the next when the last member has the last", new Paced(PerRoom), Window: 16)
            {
                Starts = PublishOperation,
                LoadFor = static scenario => new Paced(PerRoom * RoomPlan.Of(scenario).Rooms / scenario.Clients),
            },
        ],
        Counts = GatewayCounts.All,
        Schemes = ["ws", "wss"],
        Companions = [new(BackendRecipe.Name, "answers the gateway's questions and sends messages back; in modes backend, backend-async and rooms")],
        Parameters =
        [
            new(Read, "in mode blast: whether clients read their replies; false waits for the server to evict them", "true"),
            new(RoomPlan.MembersSetting, "in mode rooms: members of each room that read; 0 puts all clients into one room", "0"),
            new(RoomPlan.SlowSetting, "in mode rooms: how many of the clients never read", "0"),
            new(BackendRecipe.ConnectionsSetting, "connections of the built-in backend to the gateway, 1 to 256", "1"),
            new(BackendRecipe.AcknowledgeSetting, "whether the built-in backend acknowledges events, so that none is lost when it dies", "true"),
            new(Serve, "further options of the embedded gateway, such as \"--send-timeout 3s\"", ""),
        ],
        DefaultPayloadBytes = 64,
        MinPayloadBytes = EchoPayload.MinBytes,
        MaxPayloadBytes = 1024 * 1024,
    };

    /// <summary>True where messages go through a backend.</summary>
    public static bool NeedsBackend(string mode) => mode is Backend or BackendAsync or Rooms;
}
