using System.Text.Json.Serialization;

namespace Millrace.Speech.Host.Admin;

/// <summary>The answer to <c>GET /stats.json</c>: as it is now, or counted from the start.</summary>
/// <param name="UptimeSeconds">Time since the start.</param>
/// <param name="Recogniser">What turns speech into words.</param>
/// <param name="Sessions">Sessions now.</param>
/// <param name="Limits">What limits them.</param>
/// <param name="Traffic">What came and went.</param>
/// <param name="Latency">Where the time of a chunk goes, by stage.</param>
/// <param name="Unanswered">Chunks that the recogniser gave no words for, by why.</param>
/// <param name="Ended">Sessions that ended, by why.</param>
/// <param name="Refused">Clients that were turned away, by why.</param>
internal record SpeechStats(
    double UptimeSeconds,
    RecogniserStats Recogniser,
    SessionStats Sessions,
    LimitStats Limits,
    TrafficStats Traffic,
    IReadOnlyDictionary<string, StageStats> Latency,
    IReadOnlyDictionary<string, long> Unanswered,
    IReadOnlyDictionary<string, long> Ended,
    IReadOnlyDictionary<string, long> Refused);

/// <summary>The recogniser.</summary>
internal sealed record RecogniserStats(string Name, bool IsReady, string Summary);

/// <summary>Sessions now.</summary>
/// <param name="Taken">Places that are taken, by streams and requests.</param>
/// <param name="Created">Sessions, of streams and of requests, in which nobody has spoken yet.</param>
/// <param name="Active">Those in which somebody has.</param>
/// <param name="Closing">Those that are ending.</param>
/// <param name="Connections">WebSockets that are open.</param>
internal sealed record SessionStats(int Taken, int Created, int Active, int Closing, int Connections);

/// <summary>What limits sessions; 0 for no limit.</summary>
internal sealed record LimitStats(int MaxSessions, int MaxSessionsPerAddress, bool TracksSessions, double MaxBacklogMs, int MaxBacklogChunks, int MaxChunkBytes);

/// <summary>What came and went.</summary>
internal sealed record TrafficStats(long Sessions, long Chunks, long AudioBytes, double AudioMs, long Partials, long Finals, long Warnings, long InvalidMessages);

/// <summary>One stage of a chunk's time, in milliseconds.</summary>
internal sealed record StageStats(long Count, double MeanMs, double P50Ms, double P90Ms, double P99Ms, double P999Ms);

/// <summary>The answer to <c>GET /sessions</c>.</summary>
/// <param name="Total">Sessions that are tracked.</param>
/// <param name="Sessions">Those with the most audio waiting for its answers, at most as many as asked for.</param>
internal sealed record SessionList(int Total, IReadOnlyList<SessionEntry> Sessions);

/// <summary>One session.</summary>
internal sealed record SessionEntry(string Id, string State, string? Address, double AgeSeconds, double IdleSeconds, double AudioMs, double BacklogMs, long Chunks, long Transcripts);

/// <summary>The answer to <c>POST /sessions/end</c>.</summary>
internal sealed record SessionEnded(bool Ended);

/// <summary>JSON of the admin pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SpeechStats))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionEnded))]
internal sealed partial class SpeechJson : JsonSerializerContext;
