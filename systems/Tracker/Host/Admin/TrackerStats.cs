using System.Text.Json.Serialization;

namespace Millrace.Tracker.Host.Admin;

/// <summary>The answer to <c>GET /stats.json</c>. Rates are averages over the last ten seconds; everything else counts from the start or is as it is now.</summary>
/// <param name="UptimeSeconds">Time since the start.</param>
/// <param name="Shards">Event loops.</param>
/// <param name="RequestsPerSecond">Requests in a second.</param>
/// <param name="AnswersPerSecond">Answers, errors left out, in a second.</param>
/// <param name="BytesInPerSecond">Bytes received in a second.</param>
/// <param name="BytesOutPerSecond">Bytes sent in a second.</param>
/// <param name="IPv4">What concerns IPv4.</param>
/// <param name="IPv6">What concerns IPv6.</param>
/// <param name="Refused">Requests that did not get what they asked for, by reason.</param>
/// <param name="SendErrors">Answers that the kernel refused to send.</param>
internal sealed record TrackerStats(
    double UptimeSeconds,
    int Shards,
    double RequestsPerSecond,
    double AnswersPerSecond,
    double BytesInPerSecond,
    double BytesOutPerSecond,
    [property: JsonPropertyName("ipv4")] FamilyStats IPv4,
    [property: JsonPropertyName("ipv6")] FamilyStats IPv6,
    IReadOnlyDictionary<string, long> Refused,
    long SendErrors);

/// <summary>What concerns one family.</summary>
/// <param name="Requests">Requests by action.</param>
/// <param name="BytesIn">Bytes received.</param>
/// <param name="BytesOut">Bytes sent.</param>
/// <param name="KernelDrops">Datagrams that the kernel dropped because they were not read in time.</param>
/// <param name="Swarms">Swarms that have a peer.</param>
/// <param name="Seeders">Peers that have everything.</param>
/// <param name="Leechers">Peers that have not.</param>
/// <param name="Completed">Peers that became seeders.</param>
/// <param name="Expired">Peers dropped because they had not announced for too long.</param>
/// <param name="NotKept">Announces that were answered but not kept because what should keep them is full.</param>
/// <param name="BytesReserved">Memory of swarms and peers taken from the system.</param>
/// <param name="BytesInUse">What of it holds something.</param>
/// <param name="BytesPerPeer">Memory in use by peer; null where there is none.</param>
/// <param name="BytesPerSwarm">Memory in use by swarm, its peers included; null where there is none.</param>
internal sealed record FamilyStats(
    IReadOnlyDictionary<string, long> Requests,
    long BytesIn,
    long BytesOut,
    long KernelDrops,
    long Swarms,
    long Seeders,
    long Leechers,
    long Completed,
    long Expired,
    long NotKept,
    long BytesReserved,
    long BytesInUse,
    double? BytesPerPeer,
    double? BytesPerSwarm);

/// <summary>JSON of the tracker's admin pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TrackerStats))]
internal sealed partial class StatsJson : JsonSerializerContext;
