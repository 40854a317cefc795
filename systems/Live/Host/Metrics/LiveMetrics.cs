using System.Diagnostics.Metrics;
using Millrace.Hosting.Metrics;
using Millrace.Live.Host.Serving;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Metrics;

/// <summary>Shows what the server counts as instruments of the meter <c>Millrace.Live</c>.</summary>
internal sealed class LiveMetrics : IDisposable
{
    public const string MeterName = "Millrace.Live";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _duration;
    private readonly LiveEngine _engine;
    private int _shown;

    public LiveMetrics(LiveEngine engine)
    {
        _engine = engine;
        _duration = _meter.CreateHistogram<double>("live.event.duration", "s", "Time in the handlers of an event.");
    }

    /// <summary>Begins to show what is counted anyway.</summary>
    public void Show()
    {
        if (Interlocked.Exchange(ref _shown, 1) == 1)
        {
            return;
        }

        LiveCounters counters = _engine.Counters;
        _meter.CreateObservableGauge(
            "live.sessions",
            () => EnumWords.Of<SessionState>().Take((int)SessionState.Ended).Select((word, i) => Of(_engine.Sessions.CountOf((SessionState)i), "state", word)),
            "{session}",
            "Sessions: attached ones have a WebSocket, pending ones wait for their first, detached ones have lost theirs.");
        _meter.CreateObservableGauge("live.sessions.limit", () => (long)_engine.Options.MaxSessions, "{session}", "Sessions at most.");
        _meter.CreateObservableGauge("live.memory", () => _engine.Ledger.Total, "By", "Memory of all sessions, by their own estimate.");
        _meter.CreateObservableGauge("live.memory.limit", () => _engine.Ledger.Limit, "By", "The most; 0 for no limit.");
        _meter.CreateObservableGauge("live.memory.pressure", () => (long)_engine.Ledger.Level, "{level}", "0 none, 1 from 80 %, 2 from 90 %, 3 from 95 %.");
        Counter<EndReason>("live.sessions.ended", "{session}", "Sessions that ended, by why.", reason => !reason.IsEviction(), counters.Ended);
        Counter<EndReason>("live.sessions.evicted", "{session}", "Sessions that the server ended to have their place or memory, by why.", EndReasons.IsEviction, counters.Ended);
        Counter<RefusalReason>("live.refused", "{request}", "Pages and WebSockets that were refused, by why.", _ => true, counters.Refused);
        Counter<ResumeKind>("live.resumes", "{connection}", "WebSockets that found their session, by how.", _ => true, counters.Resumed);
        Counter("live.pages", "{page}", "Pages served.", () => counters.Pages);
        Counter("live.sessions.detached", "{session}", "Times that a session lost its WebSocket.", () => counters.Detached);
        Counter("live.events", "{event}", "Events handled.", () => counters.Events);
        Counter("live.events.repeated", "{event}", "Events dropped because they had been handled before.", () => counters.EventsRepeated);
        Counter("live.events.missing", "{event}", "Events dropped because one before them was missing.", () => counters.EventsMissing);
        Counter("live.events.unknown", "{event}", "Events for a node or handler that was not there.", () => counters.EventsUnknown);
        Counter("live.events.paused", "{pause}", "Times that a client was not read for a while because it raised too many events.", () => counters.Pauses);
        Counter("live.patches", "{operation}", "Operations sent.", () => counters.Patches);
        Counter("live.patch.frames", "{frame}", "Frames of patches made.", () => counters.PatchFrames);
        Counter("live.documents", "{frame}", "Documents made.", () => counters.Documents);
        Counter("live.failures", "{failure}", "Pages and handlers that failed.", () => counters.Failures);
        Counter("live.protocol_violations", "{violation}", "Clients that broke the protocol.", () => counters.Malformed);
        Counter("live.kept.saved", "{write}", "Times that the state of a session was written.", () => counters.Saves);
        Counter("live.kept.failed", "{write}", "Times that it could not be.", () => counters.SaveFailures);
        _meter.CreateObservableCounter(
            "live.traffic",
            () => (Measurement<long>[])[Of(counters.BytesIn, "direction", "in"), Of(counters.BytesOut, "direction", "out")],
            "By",
            "Bytes of frames, without those of WebSocket and HTTP.");
    }

    /// <summary>The moment at which an event begins to be handled; 0 where nobody asks.</summary>
    public long Begin() => _duration.Enabled ? _engine.Time.GetTimestamp() : 0;

    /// <summary>The event is handled.</summary>
    public void Handled(long begun)
    {
        if (begun != 0)
        {
            _duration.Record(_engine.Time.GetElapsedTime(begun).TotalSeconds);
        }
    }

    /// <summary>True for this server's meter, among those of the same name.</summary>
    public bool Owns(Meter meter) => meter == _meter;

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(long value, string tag, string word) => new(value, new KeyValuePair<string, object?>(tag, word));

    private void Counter(string name, string unit, string text, Func<long> value) => _meter.CreateObservableCounter(name, value, unit, text);

    private void Counter<T>(string name, string unit, string text, Func<T, bool> which, Func<T, long> value)
        where T : struct, Enum =>
        _meter.CreateObservableCounter(
            name, () => Enum.GetValues<T>().Where(which).Select(each => Of(value(each), "reason", EnumWords.Of<T>()[Convert.ToInt32(each, null)])), unit, text);
}
