using System.Diagnostics.Metrics;
using Millrace.Hosting.Metrics;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Host.Metrics;

/// <summary>Shows what the server counts as instruments of the meter <c>Millrace.Speech</c>: all are looked at when asked, so a chunk pays nothing for them.</summary>
/// <param name="engine">The server.</param>
internal sealed class SpeechMetrics(SpeechEngine engine) : IDisposable
{
    public const string MeterName = "Millrace.Speech";

    private static readonly (double Share, string Name)[] s_quantiles = [(0.5, "0.5"), (0.9, "0.9"), (0.99, "0.99"), (0.999, "0.999")];

    private readonly Meter _meter = new(MeterName);
    private int _shown;

    /// <summary>Begins to show what is counted anyway.</summary>
    public void Show()
    {
        if (Interlocked.Exchange(ref _shown, 1) == 1)
        {
            return;
        }

        SpeechCounters counters = engine.Counters;
        _meter.CreateObservableGauge("speech.sessions", () => States().Select(state => Of(engine.Sessions.CountOf(state), "state", WordOf(state))), "{session}", "Sessions by state.");
        _meter.CreateObservableGauge("speech.sessions.taken", () => (long)engine.Sessions.Count, "{session}", "Places that are taken.");
        _meter.CreateObservableGauge("speech.sessions.limit", () => (long)engine.Options.MaxSessions, "{session}", "Sessions at most.");
        _meter.CreateObservableGauge("speech.connections", () => (long)engine.Sweep.Count, "{connection}", "WebSockets that are open.");
        Counter("speech.sessions.begun", "{session}", "Sessions that began, requests over HTTP included.", () => counters.Sessions);
        Counter<SessionEnd>("speech.sessions.ended", "{session}", "Sessions that ended, by why.", "reason", counters.Ended);
        Counter<SessionRefusal>("speech.refused", "{request}", "Clients that were turned away, by why.", "reason", counters.Refused);
        Counter("speech.chunks", "{chunk}", "Chunks of audio taken.", () => counters.Chunks);
        Counter("speech.audio", "By", "Bytes of audio taken.", () => counters.AudioBytes);
        _meter.CreateObservableCounter(
            "speech.transcripts",
            () => (Measurement<long>[])[Of(counters.Partials, "kind", "partial"), Of(counters.Finals, "kind", "final")],
            "{transcript}",
            "Transcripts sent.");
        Counter<RecognitionError>("speech.unanswered", "{chunk}", "Chunks that the recogniser gave no words for, by why.", "error", counters.Unanswered);
        Counter("speech.warnings", "{warning}", "Times that a client was told that it is ahead of real time.", () => counters.Warnings);
        Counter("speech.messages.invalid", "{message}", "Messages that were not understood.", () => counters.BadMessages);
        ShowStages();
    }

    /// <summary>True for this server's meter, among those of the same name.</summary>
    public bool Owns(Meter meter) => meter == _meter;

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<SessionState> States() => Enum.GetValues<SessionState>().Where(state => state != SessionState.Closed);

    private static string WordOf<T>(T value)
        where T : struct, Enum => EnumWords.Of<T>()[Convert.ToInt32(value, null)];

    private static Measurement<long> Of(long value, string tag, string word) => new(value, new KeyValuePair<string, object?>(tag, word));

    private void ShowStages()
    {
        StageTimes stages = engine.Stages;
        _meter.CreateObservableCounter(
            "speech.stage.time",
            () => Enum.GetValues<Stage>().Select(stage => new Measurement<double>(stages.Of(stage).Sum / 1e6, new KeyValuePair<string, object?>("stage", WordOf(stage)))),
            "s",
            "Time that chunks spent in each stage, all together.");
        Counter<Stage>("speech.stage.chunks", "{chunk}", "Chunks that went through each stage.", "stage", stage => stages.Of(stage).Count);
        _meter.CreateObservableGauge(
            "speech.stage.quantile",
            () => from stage in Enum.GetValues<Stage>()
                  from quantile in s_quantiles
                  select new Measurement<double>(
                      stages.Of(stage).Quantile(quantile.Share) / 1e6,
                      new KeyValuePair<string, object?>("stage", WordOf(stage)),
                      new KeyValuePair<string, object?>("quantile", quantile.Name)),
            "s",
            "Time that a chunk spends in each stage, since the start; at most 3 % above what is true.");
    }

    private void Counter(string name, string unit, string text, Func<long> value) => _meter.CreateObservableCounter(name, value, unit, text);

    private void Counter<T>(string name, string unit, string text, string tag, Func<T, long> value)
        where T : struct, Enum =>
        _meter.CreateObservableCounter(name, () => Enum.GetValues<T>().Select(each => Of(value(each), tag, WordOf(each))), unit, text);
}
