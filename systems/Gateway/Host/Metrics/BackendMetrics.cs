using System.Diagnostics.Metrics;
using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;
using Millrace.Hosting.Metrics;

namespace Millrace.Gateway.Host.Metrics;

/// <summary>Shows what the backend port and the switchboard count as observable instruments of the meter <c>Millrace.Gateway</c>.</summary>
internal sealed class BackendMetrics : IDisposable
{
    private readonly Meter _meter = new(GatewayMetrics.MeterName);

    public BackendMetrics(BackendListener port, SwitchboardCounters routed, SwitchboardHub hub)
    {
        BackendCounters counters = port.Counters;
        Gauge("gateway.backends", "{backend}", "Backends that are there.", () => counters.Joined);
        Gauge("gateway.backends.waiting", "{connection}", "Connections to the backend port that have not joined yet.", () => counters.Waiting);
        Gauge("gateway.backends.limit", "{backend}", "Backends at most.", () => port.Rules.MaxBackends);
        Counter("gateway.backends.accepted", "{connection}", "Connections to the backend port.", () => counters.Accepted);
        Counter<BackendEnd>("gateway.backends.ended", "{connection}", "Connections to the backend port that the gateway ended or did not let in.", "reason", counters.Ended);
        Both("gateway.backend.lines", "{line}", "Lines from and to backends.", () => (counters.LinesIn, counters.LinesOut));
        Both("gateway.backend.traffic", "By", "Bytes from and to backends.", () => (counters.BytesIn, counters.BytesOut));
        Counter<LineRefusal>("gateway.backend.lines.refused", "{line}", "Lines of backends that were refused.", "reason", counters.LinesRefused);
        Counter<BackendActionKind>("gateway.backend.actions", "{action}", "What backends asked for.", "action", routed.Actions);
        Counter<ActionProblem>("gateway.backend.actions.failed", "{action}", "Of that, what could not be done.", "problem", routed.Problems);
        Counter("gateway.backend.accept.pauses", "{pause}", "Pauses of accepting, mostly for want of descriptors.", () => counters.AcceptPauses);
        Questions(routed, hub);
        Events(routed, hub);
        Clients(routed, hub);
    }

    public void Dispose() => _meter.Dispose();

    private void Questions(SwitchboardCounters routed, SwitchboardHub hub)
    {
        Gauge("gateway.questions.pending", "{question}", "Clients that wait for a backend's answer.", () => hub.Totals.Questions);
        Counter("gateway.questions.asked_again", "{question}", "Questions that moved to another backend because theirs left.", () => routed.AskedAgain);
        Counter("gateway.questions.stray_answers", "{answer}", "Answers to no open question: late, twice, or another's.", () => routed.StrayAnswers);
        _meter.CreateObservableCounter(
            "gateway.questions",
            () => (Measurement<long>[])
            [
                new(routed.Accepted, Tag("outcome", "accepted")), new(routed.Abandoned, Tag("outcome", "abandoned")), .. Refused(routed),
            ],
            "{question}",
            "Clients that asked to come in, by what came of it: accepted, abandoned (the client left), or the status of the refusal.");
    }

    private void Events(SwitchboardCounters routed, SwitchboardHub hub)
    {
        Counter<EventKind>("gateway.events", "{event}", "Events written to backends, redelivered ones included.", "kind", routed.Events);
        Gauge("gateway.events.queued", "{event}", "Events that wait for a backend.", () => hub.Totals.Queued);
        Counter("gateway.events.dropped", "{event}", "Events dropped because no backend was there and the queue was full or off.", () => routed.QueueDropped);
        Counter("gateway.events.promised.dropped", "{event}", "Unacknowledged events dropped because too many bytes of them waited for another backend.", () => routed.PromisedDropped);
        Counter("gateway.events.poisoned", "{event}", "Events dropped because one backend after the other left without acknowledging them.", () => routed.Poisoned);
        Counter("gateway.events.redelivered", "{event}", "Events written again because the backend left before it acknowledged them.", () => routed.Redelivered);
        Counter("gateway.events.indefinite", "{event}", "Events that a plain backend may not have handled before it left: an upper bound.", () => routed.Indefinite);
        Counter("gateway.events.late", "{message}", "Messages of clients that had been replaced or given up already.", () => routed.Late);
        Counter("gateway.backends.holds", "{hold}", "Clients that were not read for a while because their backend did not keep up.", () => routed.Holds);
    }

    private void Clients(SwitchboardCounters routed, SwitchboardHub hub)
    {
        Gauge("gateway.clients", "{client}", "Clients that a backend has accepted, those who may come back included.", () => hub.Totals.Clients);
        Gauge("gateway.clients.detached", "{client}", "Clients that lost their connection and may come back to what they missed.", () => hub.Totals.Detached);
        Counter("gateway.clients.evicted", "{client}", "Clients not waited for any longer, because what was kept for them had to make room.", () => routed.RecoveryEvicted);
        Gauge("gateway.rooms", "{room}", "Rooms that have members.", () => hub.Totals.Rooms);
        _meter.CreateObservableCounter(
            "gateway.duplicate_ids",
            () => (Measurement<long>[])[new(routed.DuplicatesReplaced, Tag("outcome", "replaced")), new(routed.DuplicatesRefused, Tag("outcome", "refused"))],
            "{client}",
            "Clients accepted under an id that another one had.");
        _meter.CreateObservableCounter(
            "gateway.recoveries",
            () => (Measurement<long>[])[new(routed.Recovered, Tag("outcome", "recovered")), new(routed.NotRecovered, Tag("outcome", "not_recovered"))],
            "{client}",
            "Clients that came back, by whether they got all that they had missed.");
    }

    // Only statuses that occurred: most have no meaning here.
    private static IEnumerable<Measurement<long>> Refused(SwitchboardCounters routed) =>
        from index in Enumerable.Range(0, routed.Refused.Length)
        let count = routed.Refused[index]
        where count > 0
        select new Measurement<long>(count, Tag("outcome", (index + 400).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private void Gauge(string name, string unit, string text, Func<long> value) => _meter.CreateObservableGauge(name, value, unit, text);

    private void Counter(string name, string unit, string text, Func<long> value) => _meter.CreateObservableCounter(name, value, unit, text);

    private void Counter<T>(string name, string unit, string text, string tag, long[] values)
        where T : struct, Enum =>
        _meter.CreateObservableCounter(name, () => EnumWords.Of<T>().Select((word, i) => new Measurement<long>(values[i], Tag(tag, word))), unit, text);

    private void Both(string name, string unit, string text, Func<(long In, long Out)> values) => _meter.CreateObservableCounter(
        name,
        () =>
        {
            (long received, long sent) = values();
            return (Measurement<long>[])[new(received, Tag("direction", "in")), new(sent, Tag("direction", "out"))];
        },
        unit,
        text);
}
