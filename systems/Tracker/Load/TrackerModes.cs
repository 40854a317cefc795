using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Tracker.Load;

/// <summary>The tracker's ways of being driven, and what can be set.</summary>
internal static class TrackerModes
{
    public const string Closed = "closed";
    public const string Paced = "paced";

    /// <summary>Requests a second of each worker in mode paced where nobody names another load.</summary>
    public const double PerWorker = 10;

    public static SystemInfo Info { get; } = new()
    {
        Name = "tracker",
        Description = "BitTorrent tracker over UDP (BEP 15): connects, announces and scrapes, every answer checked",
        Operations = ["connect", "announce", "scrape"],
        // A worker's connect is a request like any other; what the engine does before it is to open a socket.
        ConnectName = "open",
        SocketsFor = static scenario => scenario.Parameters.GetValueOrDefault(TrackerParameters.SocketPerWorker) == "true"
            ? scenario.Clients
            : Math.Min(scenario.Clients, 256 * Environment.ProcessorCount),
        Modes =
        [
            new(Closed, "each worker asks again as soon as its answer is there", new Closed()) { Starts = new OperationId((byte)TrackerOperation.Announce) },
            new(Paced, "each worker asks 10 times a second on its own schedule, whatever the target does", new Paced(PerWorker)) { Starts = new OperationId((byte)TrackerOperation.Announce) },
        ],
        Counts = TrackerCounts.All,
        Schemes = ["udp"],
        Parameters = TrackerParameters.All,
        Mix = new MixInfo(TrackerParameters.Mix, ["connect", "announce", "scrape"]),
        DefaultPayloadBytes = 98,
        MinPayloadBytes = 98,
        MaxPayloadBytes = 98,
    };
}
