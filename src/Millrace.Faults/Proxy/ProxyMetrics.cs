using System.Diagnostics.Metrics;

namespace Millrace.Faults;

/// <summary>The proxies' counters as instruments: those of Toxiproxy under its names, and more under ours.</summary>
internal sealed class ProxyMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Millrace.Faults";

    private readonly Meter _meter = new(Name);

    public ProxyMetrics(ProxySet proxies, ProxyHouse house)
    {
        Both("toxiproxy.proxy.received.bytes", "Bytes that came into the proxy.", d => d.Received);
        Both("toxiproxy.proxy.sent.bytes", "Bytes that went out of the proxy.", d => d.Sent);
        Both("millrace.proxy.datagrams.received", "UDP datagrams that came into the proxy.", d => d.DatagramsReceived);
        Both("millrace.proxy.datagrams.sent", "UDP datagrams that went out of the proxy.", d => d.DatagramsSent);
        Both("millrace.proxy.datagrams.dropped", "UDP datagrams that the proxy had no room for, which no fault asked for.", d => d.DatagramsDropped);
        Each("millrace.proxy.connections.accepted", "TCP connections accepted, or UDP flows begun.", c => c.Accepted);
        Each("millrace.proxy.connections.refused", "Connections, or datagrams of new flows, refused because there were too many.", c => c.Refused);
        Each("millrace.proxy.connections.unreachable", "Connections whose upstream could not be reached.", c => c.Unreachable);
        Each("millrace.proxy.connections.struck", "Connections that a fault has reset or closed.", c => c.Struck);
        _meter.CreateObservableGauge("millrace.proxy.connections.open", () => proxies.All.Select(p => new Measurement<long>(p.Counters.Open, new KeyValuePair<string, object?>("proxy", p.Name))), null, "Connections, or flows, that are open.");
        _meter.CreateObservableGauge("millrace.proxy.toxics", () => proxies.All.Select(p => new Measurement<long>(p.Counters.Faults, new KeyValuePair<string, object?>("proxy", p.Name))), null, "Faults that the proxy has.");
        _meter.CreateObservableGauge("millrace.proxy.held", () => house.Held.Now, "By", "Bytes that faults hold back.");

        void Both(string name, string what, Func<DirectionCounters, long> value) => _meter.CreateObservableCounter(
            name,
            () => proxies.All.SelectMany(p => new[] { Of(p, PathFaultKind.Upstream, value(p.Counters.Up)), Of(p, PathFaultKind.Downstream, value(p.Counters.Down)) }),
            null,
            what);

        void Each(string name, string what, Func<ProxyCounters, long> value) => _meter.CreateObservableCounter(
            name, () => proxies.All.Select(p => new Measurement<long>(value(p.Counters), new KeyValuePair<string, object?>("proxy", p.Name))), null, what);
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(PathProxy proxy, string direction, long value) => new(
        value,
        new KeyValuePair<string, object?>("direction", direction),
        new KeyValuePair<string, object?>("proxy", proxy.Name),
        new KeyValuePair<string, object?>("listener", proxy.Listen.ToString()),
        new KeyValuePair<string, object?>("upstream", proxy.Upstream.ToString()));
}
