using System.Text.Json.Serialization;

namespace Millrace.Amqp.Host.Admin;

/// <summary>The answer to <c>GET /stats</c>. Counts are from the start, the rest is as it is now.</summary>
/// <param name="Connections">Connections.</param>
/// <param name="Queues">Queues of all virtual hosts.</param>
/// <param name="Messages">Messages that wait or are not acknowledged.</param>
/// <param name="MemoryBytes">What they take, about.</param>
/// <param name="MemoryLimitBytes">Where publishers are blocked.</param>
/// <param name="Blocked">True while they are.</param>
/// <param name="Published">Messages published.</param>
/// <param name="Delivered">Messages delivered or got.</param>
/// <param name="Acknowledged">Deliveries acknowledged.</param>
/// <param name="Requeued">Deliveries that went back to their queue.</param>
/// <param name="Confirmed">Publishes confirmed.</param>
/// <param name="Nacked">Publishes refused.</param>
/// <param name="Returned">Messages that came back because no queue took them.</param>
/// <param name="DeadLettered">Messages sent to a dead letter exchange.</param>
/// <param name="ChannelErrors">Channels closed for an error.</param>
/// <param name="ConnectionErrors">Connections closed for an error.</param>
internal sealed record BrokerStats(
    int Connections,
    int Queues,
    long Messages,
    long MemoryBytes,
    long MemoryLimitBytes,
    bool Blocked,
    long Published,
    long Delivered,
    long Acknowledged,
    long Requeued,
    long Confirmed,
    long Nacked,
    long Returned,
    long DeadLettered,
    long ChannelErrors,
    long ConnectionErrors);

/// <summary>JSON of the broker's admin pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BrokerStats))]
[JsonSerializable(typeof(QueuesPage))]
[JsonSerializable(typeof(ConnectionsPage))]
[JsonSerializable(typeof(FaultState))]
[JsonSerializable(typeof(FaultDone))]
internal sealed partial class BrokerJson : JsonSerializerContext;
