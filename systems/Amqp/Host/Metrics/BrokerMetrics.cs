using System.Diagnostics.Metrics;

namespace Millrace.Amqp.Host.Metrics;

/// <summary>Shows what the broker has counted as observable instruments of the meter <c>Millrace.Amqp.Broker</c>.</summary>
internal sealed class BrokerMetrics : IDisposable
{
    public const string MeterName = "Millrace.Amqp.Broker";

    private readonly Meter _meter = new(MeterName);

    public BrokerMetrics(BrokerCore core)
    {
        BrokerCounters counts = core.Counters;
        Gauge("amqp.broker.connections", () => core.ConnectionCount, "{connection}", "Connections now, those that are being opened or closed included.");
        Gauge("amqp.broker.messages", () => core.Messages.Count, "{message}", "Messages that wait or are not acknowledged.");
        Gauge("amqp.broker.memory", () => core.Messages.Bytes, "By", "Bytes of those messages, about.");
        Gauge("amqp.broker.memory.limit", () => core.Options.MemoryLimit, "By", "Where publishers are blocked.");
        Gauge("amqp.broker.blocked", () => core.IsBlocked ? 1 : 0, "{alarm}", "1 while publishers are blocked.");
        Counter("amqp.broker.connections.opened", () => counts.ConnectionsOpened, "{connection}", "Connections that entered a virtual host.");
        Counter("amqp.broker.connections.closed", () => counts.ConnectionsClosed, "{connection}", "Of those, the ones that ended.");
        Counter("amqp.broker.connections.refused", () => counts.ConnectionsRefused, "{connection}", "Connections beyond the limit.");
        Counter("amqp.broker.connections.failed", () => counts.HandshakesFailed, "{connection}", "Connections that never entered a virtual host.");
        Counter("amqp.broker.connections.silent", () => counts.HeartbeatsMissed, "{connection}", "Connections dropped for missed heartbeats.");
        Counter("amqp.broker.connections.blocked", () => counts.Blocked, "{connection}", "Times that a publisher was blocked.");
        Counter("amqp.broker.channels.opened", () => counts.ChannelsOpened, "{channel}", "Channels opened.");
        _meter.CreateObservableCounter(
            "amqp.broker.errors", () => (Measurement<long>[])[Of(counts.ChannelErrors, "scope", "channel"), Of(counts.ConnectionErrors, "scope", "connection")], "{error}", "Channels and connections closed for an error.");
        Counter("amqp.broker.published", () => counts.Published, "{message}", "Messages published.");
        Counter("amqp.broker.delivered", () => counts.Delivered, "{message}", "Messages delivered or got.");
        Counter("amqp.broker.acknowledged", () => counts.Acknowledged, "{message}", "Deliveries acknowledged.");
        Counter("amqp.broker.requeued", () => counts.Requeued, "{message}", "Deliveries that went back to their queue.");
        _meter.CreateObservableCounter(
            "amqp.broker.confirms", () => (Measurement<long>[])[Of(counts.Confirmed, "verdict", "ack"), Of(counts.Nacked, "verdict", "nack")], "{message}", "Publishes confirmed or refused.");
        _meter.CreateObservableCounter(
            "amqp.broker.unroutable",
            () => (Measurement<long>[])[Of(counts.Returned, "fate", "returned"), Of(counts.Unroutable - counts.Returned, "fate", "dropped")],
            "{message}",
            "Messages that no queue took.");
        _meter.CreateObservableCounter(
            "amqp.broker.removed",
            () => (Measurement<long>[])[Of(counts.Expired, "reason", "expired"), Of(counts.Overflowed, "reason", "overflow")],
            "{message}",
            "Messages that left a queue without a consumer.");
        Counter("amqp.broker.dead_lettered", () => counts.DeadLettered, "{message}", "Messages sent to a dead letter exchange.");
        _meter.CreateObservableCounter(
            "amqp.broker.payload", () => (Measurement<long>[])[Of(counts.PublishedBytes, "direction", "in"), Of(counts.DeliveredBytes, "direction", "out")], "By", "Bytes of bodies.");
        Counter("amqp.broker.accept.pauses", () => counts.AcceptPauses, "{pause}", "Pauses of accepting, mostly for want of descriptors.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(long value, string name, string word) => new(value, new KeyValuePair<string, object?>(name, word));

    private void Gauge(string name, Func<long> read, string unit, string description) => _meter.CreateObservableGauge(name, read, unit, description);

    private void Counter(string name, Func<long> read, string unit, string description) => _meter.CreateObservableCounter(name, read, unit, description);
}
