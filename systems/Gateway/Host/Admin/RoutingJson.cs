using System.Text.Json.Serialization;

namespace Millrace.Gateway.Host.Admin;

/// <summary>The answer to <c>GET /connections</c>.</summary>
/// <param name="Total">Clients there are.</param>
/// <param name="Skip">How many of them come before these.</param>
/// <param name="Connections">A page of them.</param>
internal sealed record ConnectionsPage(int Total, int Skip, IReadOnlyList<ConnectionEntry> Connections);

/// <summary>One client.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Remote">Its address and port.</param>
/// <param name="State">accepted, open or detached.</param>
/// <param name="Rooms">The names of its rooms.</param>
/// <param name="Backend">Who gets its events; null where the next event decides that.</param>
/// <param name="Shard">The event loop that has its connection.</param>
/// <param name="Held">It is not read, because its backend does not keep up.</param>
internal sealed record ConnectionEntry(string Id, string Remote, string State, IReadOnlyList<string> Rooms, string? Backend, int Shard, bool Held);

/// <summary>The answer to <c>GET /rooms</c>.</summary>
/// <param name="Total">Rooms there are.</param>
/// <param name="Skip">How many of them come before these.</param>
/// <param name="Rooms">A page of them.</param>
internal sealed record RoomsPage(int Total, int Skip, IReadOnlyList<RoomEntry> Rooms);

/// <summary>One room.</summary>
internal sealed record RoomEntry(string Name, int Members);

/// <summary>The answer to <c>GET /backends</c>.</summary>
/// <param name="Backends">All that have joined, longest first.</param>
/// <param name="Waiting">Connections that have not joined yet.</param>
/// <param name="QueuedEvents">Events that wait for a backend.</param>
/// <param name="PendingQuestions">Clients that wait for an answer.</param>
internal sealed record BackendsPage(IReadOnlyList<BackendEntry> Backends, long Waiting, int QueuedEvents, int PendingQuestions);

/// <summary>One backend.</summary>
/// <param name="Name">What it calls itself, else its address.</param>
/// <param name="Remote">Its address and port.</param>
/// <param name="ConnectedSeconds">For how long it has been connected.</param>
/// <param name="Hello">It speaks the extended protocol.</param>
/// <param name="Acknowledges">It acknowledges events.</param>
/// <param name="Binary">It takes binary messages as base64.</param>
/// <param name="Clients">Clients whose events go to it.</param>
/// <param name="HeldClients">Those of them that are not read, because it does not keep up.</param>
/// <param name="PendingQuestions">Questions that it has not answered.</param>
/// <param name="TimeoutsInARow">Questions that it let time out since it last answered one.</param>
/// <param name="Events">Events written to it.</param>
/// <param name="Unacknowledged">Those of them that it has still to acknowledge.</param>
/// <param name="QueuedBytes">Bytes that wait to be written to it.</param>
/// <param name="Congested">More waits for it than should.</param>
/// <param name="LinesIn">Lines that it sent.</param>
/// <param name="LinesOut">Lines that were written to it.</param>
/// <param name="LinesRefused">Its lines that were refused.</param>
internal sealed record BackendEntry(
    string Name,
    string Remote,
    double ConnectedSeconds,
    bool Hello,
    bool Acknowledges,
    bool Binary,
    int Clients,
    int HeldClients,
    int PendingQuestions,
    int TimeoutsInARow,
    long Events,
    int Unacknowledged,
    int QueuedBytes,
    bool Congested,
    long LinesIn,
    long LinesOut,
    int LinesRefused);

/// <summary>JSON of the gateway's admin pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConnectionsPage))]
[JsonSerializable(typeof(RoomsPage))]
[JsonSerializable(typeof(BackendsPage))]
internal sealed partial class RoutingJson : JsonSerializerContext;
