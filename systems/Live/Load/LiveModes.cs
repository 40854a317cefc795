using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Live.Load.Clients;

namespace Millrace.Live.Load;

/// <summary>The ways of driving a Live page, and what can be set.</summary>
internal static class LiveModes
{
    /// <summary>Clients type on the bench page, each at its own pace, and wait for their token in a patch.</summary>
    public const string Events = "events";

    /// <summary>The same without a pause.</summary>
    public const string Saturate = "saturate";

    /// <summary>Clients hold their page and do nothing but a ping now and then.</summary>
    public const string Idle = "idle";

    /// <summary>Events a second of each client where nobody names another rate.</summary>
    public const double PerClient = 2;

    /// <summary>Pings a second of each idle client.</summary>
    public const double PingsPerClient = 0.1;

    /// <summary>The token's length where nobody says, as the benchmark has it that these profiles come from.</summary>
    public const int PayloadBytes = 24;

    /// <summary>An input event, done when its token stands in a patch.</summary>
    public static readonly OperationId EventOperation = new(0);

    /// <summary>The protocol's own ping and pong.</summary>
    public static readonly OperationId PingOperation = new(1);

    /// <summary>The page over HTTP, before the WebSocket.</summary>
    public static readonly OperationId PageOperation = new(2);

    public static SystemInfo Info { get; } = new()
    {
        Name = "live",
        Description = "server-driven UI: pages whose state is on the server; input events, patches, the resulting document, memory per session",
        Operations = ["event", "ping", "page"],
        Modes =
        [
            new(Events, "each client raises input events on the bench page at its own pace and waits for its token in a patch", new Paced(PerClient)),
            new(Saturate, "the same, each client's next event as soon as the last one's token is back", new Closed()),
            new(Idle, "clients hold their page open; one ping in 10 s each", new Paced(PingsPerClient)) { Starts = PingOperation },
        ],
        Counts = LiveCounts.All,
        Schemes = ["http", "https"],
        Parameters = LiveParameters.All,
        CloseWithin = LiveClient.CompareWithin + TimeSpan.FromSeconds(3),
        DefaultPayloadBytes = PayloadBytes,
        MinPayloadBytes = EventToken.MinBytes,
        MaxPayloadBytes = 32 * 1024,
    };
}
