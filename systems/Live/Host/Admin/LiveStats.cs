using System.Text.Json.Serialization;

namespace Millrace.Live.Host.Admin;

/// <summary>The answer to <c>GET /stats.json</c>: as it is now, or counted from the start.</summary>
/// <param name="UptimeSeconds">Time since the start.</param>
/// <param name="Sessions">Sessions by state.</param>
/// <param name="SessionMemory">What they take, by their own estimate.</param>
/// <param name="Limits">What limits them.</param>
/// <param name="Traffic">What came and went.</param>
/// <param name="Evictions">Sessions that the server ended to have their place or memory, by why.</param>
/// <param name="Ended">Sessions that ended otherwise, by why.</param>
/// <param name="Refused">Pages and WebSockets that were refused, by why.</param>
/// <param name="Resumes">WebSockets that found their session, by how.</param>
internal sealed record LiveStats(
    double UptimeSeconds,
    SessionCounts Sessions,
    SessionMemory SessionMemory,
    SessionLimits Limits,
    TrafficCounts Traffic,
    IReadOnlyDictionary<string, long> Evictions,
    IReadOnlyDictionary<string, long> Ended,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyDictionary<string, long> Resumes);

/// <summary>Sessions by state.</summary>
internal sealed record SessionCounts(int Active, int Detached, int Pending);

/// <summary>What sessions take.</summary>
/// <param name="ActiveSessions">Sessions that have a WebSocket.</param>
/// <param name="TotalBytes">Bytes of all sessions.</param>
/// <param name="PerSessionBytes">The mean of all sessions; 0 where there is none.</param>
/// <param name="LargestBytes">What the largest takes.</param>
/// <param name="Pressure">none, high, full or critical.</param>
internal sealed record SessionMemory(int ActiveSessions, long TotalBytes, long PerSessionBytes, long LargestBytes, string Pressure);

/// <summary>What limits sessions; 0 for no limit.</summary>
internal sealed record SessionLimits(
    int MaxSessions, int MaxSessionsPerAddress, int MaxPendingSessions, int MaxDetachedSessions, long MaxMemoryPerSessionBytes, long MaxTotalMemoryBytes, int EventsPerSecond, int MaxFrameBytes);

/// <summary>What came and went.</summary>
internal sealed record TrafficCounts(
    long Pages,
    long Events,
    long EventsRepeated,
    long EventsMissing,
    long EventsUnknown,
    long EventsPaused,
    long PatchFrames,
    long Patches,
    long Documents,
    long BytesIn,
    long BytesOut,
    long Failures,
    long ProtocolViolations,
    long Detached,
    long KeptSaved,
    long KeptFailed);

/// <summary>The answer to <c>GET /sessions</c>.</summary>
/// <param name="Total">Sessions of the states asked for.</param>
/// <param name="Sessions">The largest of them, at most as many as asked for.</param>
internal sealed record SessionList(int Total, IReadOnlyList<SessionRow> Sessions);

/// <summary>One session.</summary>
/// <param name="Id">Its id, for <c>POST /sessions/end</c>; it opens nothing.</param>
/// <param name="State">pending, attached or detached.</param>
/// <param name="Page">The pattern of its page.</param>
/// <param name="Address">Where it was asked for.</param>
/// <param name="Bytes">What it takes, by its own estimate.</param>
/// <param name="IdleSeconds">How long its client has done nothing.</param>
/// <param name="Events">Events handled.</param>
internal sealed record SessionRow(string Id, string State, string Page, string? Address, long Bytes, double IdleSeconds, uint Events);

/// <summary>The answer to <c>POST /sessions/end</c>.</summary>
internal sealed record SessionEnded(bool Ended);

/// <summary>JSON of the admin pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LiveStats))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionEnded))]
internal sealed partial class LiveJson : JsonSerializerContext;
