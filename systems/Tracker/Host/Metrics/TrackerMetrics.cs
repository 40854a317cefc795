using System.Diagnostics.Metrics;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Metrics;

/// <summary>Shows what the shards and tables have counted as observable instruments of the meter <c>Millrace.Tracker</c>.</summary>
internal sealed class TrackerMetrics : IDisposable
{
    public const string MeterName = "Millrace.Tracker";

    private static readonly bool[] s_families = [false, true];

    private readonly Meter _meter = new(MeterName);
    private readonly SwarmTable[] _tables;

    /// <param name="traffic">What has come and gone.</param>
    /// <param name="tables">The swarms of IPv4, then those of IPv6.</param>
    public TrackerMetrics(Traffic traffic, IReadOnlyList<SwarmTable> tables)
    {
        _tables = [.. tables];
        _meter.CreateObservableCounter(
            "tracker.requests", () => ByAction(traffic.Requests), "{request}", "Datagrams that were long enough to be a request, by action and family.");
        _meter.CreateObservableCounter("tracker.answers", () => ByAction(traffic.Answers).Where(IsKnown), "{answer}", "Answers that are no errors, by action and family.");
        _meter.CreateObservableCounter(
            "tracker.refused",
            () => Enum.GetValues<Refusal>().Select(reason => Of(traffic.Refused(reason), ("reason", Traffic.ReasonNames[(int)reason]), ("answered", Word(reason >= Refusal.ConnectionId)))),
            "{request}",
            "Requests that did not get what they asked for, by reason, and whether an error was sent.");
        _meter.CreateObservableCounter("tracker.traffic", () => Bytes(traffic), "By", "Bytes of datagrams, without the network's headers, by direction and family.");
        _meter.CreateObservableCounter(
            "tracker.kernel_drops", () => ByFamily(traffic.KernelDrops), "{datagram}", "Datagrams that the kernel dropped because they were not read in time.");
        _meter.CreateObservableCounter("tracker.send_errors", () => traffic.SendErrors, "{datagram}", "Answers that the kernel refused to send.");
        _meter.CreateObservableCounter("tracker.receive_errors", () => traffic.ReceiveFailures, "{error}", "Times that receiving failed.");
        _meter.CreateObservableGauge("tracker.swarms", () => ByTable(totals => totals.Swarms), "{swarm}", "Swarms that have a peer, by family.");
        _meter.CreateObservableGauge("tracker.peers", Peers, "{peer}", "Peers, by role and family.");
        _meter.CreateObservableCounter("tracker.completed", () => ByTable(totals => totals.Completed), "{peer}", "Peers that became seeders, by family.");
        _meter.CreateObservableCounter("tracker.peers.expired", () => ByTable(totals => totals.Expired), "{peer}", "Peers dropped because they had not announced for too long.");
        _meter.CreateObservableCounter("tracker.peers.refused", Full, "{announce}", "Announces that were answered but not kept because what should keep them is full.");
        _meter.CreateObservableGauge("tracker.memory", Memory, "By", "Memory of swarms and peers, by state and family.");
    }

    /// <summary>True for this tracker's meter, among those of the same name.</summary>
    public bool Owns(Meter meter) => meter == _meter;

    public void Dispose() => _meter.Dispose();

    private static string Word(bool value) => value ? "yes" : "no";

    private static string Family(bool isIPv6) => isIPv6 ? "ipv6" : "ipv4";

    private static Measurement<long> Of(long value, params ReadOnlySpan<(string Name, object? Value)> tags)
    {
        KeyValuePair<string, object?>[] pairs = new KeyValuePair<string, object?>[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            pairs[i] = new(tags[i].Name, tags[i].Value);
        }

        return new Measurement<long>(value, pairs);
    }

    // An answer to what is no action is an error, so there is no such answer.
    private static bool IsKnown(Measurement<long> measurement)
    {
        foreach (KeyValuePair<string, object?> tag in measurement.Tags)
        {
            if (tag is { Key: "action", Value: "other" })
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<Measurement<long>> ByAction(Func<int, bool, long> value) =>
        from action in Enumerable.Range(0, TrackerCounters.Actions)
        from isIPv6 in s_families
        select Of(value(action, isIPv6), ("action", Traffic.ActionNames[action]), ("family", Family(isIPv6)));

    private static IEnumerable<Measurement<long>> ByFamily(Func<bool, long> value) => s_families.Select(isIPv6 => Of(value(isIPv6), ("family", Family(isIPv6))));

    private static IEnumerable<Measurement<long>> Bytes(Traffic traffic) => s_families.SelectMany(isIPv6 => (Measurement<long>[])
    [
        Of(traffic.BytesIn(isIPv6), ("direction", "in"), ("family", Family(isIPv6))),
        Of(traffic.BytesOut(isIPv6), ("direction", "out"), ("family", Family(isIPv6))),
    ]);

    private IEnumerable<Measurement<long>> ByTable(Func<SwarmTotals, long> value) => ByFamily(isIPv6 => value(_tables[isIPv6 ? 1 : 0].Totals()));

    private IEnumerable<Measurement<long>> Twice(string tag, (string Word, Func<SwarmTotals, long> Value) one, (string Word, Func<SwarmTotals, long> Value) other) =>
        s_families.SelectMany(isIPv6 =>
        {
            SwarmTotals totals = _tables[isIPv6 ? 1 : 0].Totals();
            return (Measurement<long>[])
            [
                Of(one.Value(totals), (tag, one.Word), ("family", Family(isIPv6))),
                Of(other.Value(totals), (tag, other.Word), ("family", Family(isIPv6))),
            ];
        });

    private IEnumerable<Measurement<long>> Peers() => Twice("role", ("seeder", totals => totals.Seeders), ("leecher", totals => totals.Leechers));

    private IEnumerable<Measurement<long>> Full() => Twice("full", ("swarm", totals => totals.RefusedBySwarm), ("table", totals => totals.RefusedByTable));

    private IEnumerable<Measurement<long>> Memory() => Twice("state", ("reserved", totals => totals.BytesReserved), ("used", totals => totals.BytesInUse));
}
