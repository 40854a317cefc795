using System.Diagnostics.Metrics;
using Millrace.Gateway.Host.Admission;
using Millrace.Hosting.Metrics;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Metrics;

/// <summary>Shows the shards' counters as observable instruments of the meter <c>Millrace.Gateway</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Millrace.Gateway";

    private readonly Meter _meter = new(MeterName);
    private readonly GatewayCounters[] _shards;

    public GatewayMetrics(GatewayCounters[] shards, Seats seats)
    {
        _shards = shards;
        _meter.CreateObservableGauge(
            "gateway.connections", () => PerShard(c => c.Open), "{connection}", "Open WebSocket connections.");
        _meter.CreateObservableGauge(
            "gateway.connections.limit", () => (long)seats.Limit, "{connection}", "Connections at most, handshakes included.");
        _meter.CreateObservableGauge(
            "gateway.connections.held", () => (long)seats.Taken, "{connection}", "Connections now, handshakes and closings included.");
        _meter.CreateObservableCounter(
            "gateway.connections.opened", () => PerShard(c => c.Opened), "{connection}", "Connections that became WebSockets.");
        _meter.CreateObservableCounter(
            "gateway.connections.refused", Refused, "{connection}", "Connections that never became WebSockets, by reason.");
        _meter.CreateObservableCounter(
            "gateway.connections.closed", Closed, "{connection}", "WebSocket connections that ended, by how.");
        _meter.CreateObservableCounter("gateway.messages", Messages, "{message}", "Messages received from and queued to clients.");
        _meter.CreateObservableCounter("gateway.payload", Bytes, "By", "Bytes of those messages, without framing.");
        _meter.CreateObservableCounter(
            "gateway.slow_consumers.dropped", () => PerShard(c => c.MessagesDropped), "{message}", "Messages that clients did not get because they did not keep up.");
        _meter.CreateObservableCounter(
            "gateway.slow_consumers.evicted",
            () => Sum(c => c.Closed[(int)WebSocketCloseKind.SlowConsumer]),
            "{connection}",
            "Clients dropped because they did not keep up: their queue was full, or they took nothing for the send timeout.");
        _meter.CreateObservableCounter(
            "gateway.protocol_violations", Violations, "{violation}", "Connections ended for a broken rule, by close code.");
        _meter.CreateObservableCounter(
            "gateway.accept.pauses", () => PerShard(c => c.AcceptPauses), "{pause}", "Pauses of accepting, mostly for want of descriptors.");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private long Sum(Func<GatewayCounters, long> value) => _shards.Sum(value);

    private IEnumerable<Measurement<long>> PerShard(Func<GatewayCounters, long> value) =>
        _shards.Select((counters, shard) => new Measurement<long>(value(counters), Tag("shard", shard)));

    private IEnumerable<Measurement<long>> Messages() =>
        _shards.SelectMany((counters, shard) => InAndOut(shard, counters.MessagesIn, counters.MessagesOut));

    private IEnumerable<Measurement<long>> Bytes() =>
        _shards.SelectMany((counters, shard) => InAndOut(shard, counters.BytesIn, counters.BytesOut));

    private static Measurement<long>[] InAndOut(int shard, long received, long sent) =>
    [
        new(received, Tag("direction", "in"), Tag("shard", shard)),
        new(sent, Tag("direction", "out"), Tag("shard", shard)),
    ];

    private IEnumerable<Measurement<long>> Refused() => Enum.GetValues<RefusalReason>().Select(reason =>
        new Measurement<long>(Sum(c => c.Refused[(int)reason]), Tag("reason", EnumWords.Of<RefusalReason>()[(int)reason])));

    private IEnumerable<Measurement<long>> Closed() =>
        Enum.GetValues<WebSocketCloseKind>().Where(kind => kind != WebSocketCloseKind.None).Select(kind =>
            new Measurement<long>(Sum(c => c.Closed[(int)kind]), Tag("kind", EnumWords.Of<WebSocketCloseKind>()[(int)kind])));

    // Only codes that occurred: most have no meaning for a violation.
    private IEnumerable<Measurement<long>> Violations() =>
        from index in Enumerable.Range(0, _shards[0].Violations.Length)
        let count = Sum(c => c.Violations[index])
        where count > 0
        select new Measurement<long>(count, Tag("code", index + GatewayCounters.FirstCloseCode));
}
