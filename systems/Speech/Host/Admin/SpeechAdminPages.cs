using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Metrics;
using Millrace.Speech.Host.Metrics;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Host.Admin;

/// <summary>The server's own pages: <c>/stats</c> for people, <c>/stats.json</c> for programs, <c>/sessions</c> one by one, <c>POST /sessions/end</c>.</summary>
/// <param name="engine">The server.</param>
internal sealed class SpeechAdminPages(SpeechEngine engine)
{
    private const int MostRows = 1000;

    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage("/stats", "sessions, traffic, and where the time of a chunk goes, for people", [], WriteHtmlAsync) { ContentType = AdminPage.Html },
        new AdminPage("/stats.json", "the same for programs", [], WriteJsonAsync),
        new AdminPage("/sessions", $"the sessions with the most audio waiting; ?limit=N (100, at most {MostRows}), ?state=created|active|closing", ["limit", "state"], WriteSessionsAsync),
        new AdminPage("/sessions/end", "ends a session; ?id=ID", ["id"], EndAsync) { IsAction = true },
    ];

    internal SpeechStats Take()
    {
        SessionTable sessions = engine.Sessions;
        SpeechCounters counters = engine.Counters;
        SpeechOptions options = engine.Options;
        return new SpeechStats(
            Math.Round(engine.Clock.Uptime.TotalSeconds, 3),
            new RecogniserStats(engine.Recogniser.Name, engine.Recogniser.IsReady, engine.Recogniser.Summary),
            new SessionStats(
                sessions.Count,
                sessions.CountOf(SessionState.Created),
                sessions.CountOf(SessionState.Active),
                sessions.CountOf(SessionState.Closing),
                engine.Sweep.Count),
            new LimitStats(
                options.MaxSessions,
                options.MaxSessionsPerAddress,
                options.TracksSessions,
                options.MaxBacklog.TotalMilliseconds,
                options.MaxBacklogChunks,
                options.MaxChunkBytes),
            new TrafficStats(
                counters.Sessions,
                counters.Chunks,
                counters.AudioBytes,
                MsOf(counters.AudioBytes),
                counters.Partials,
                counters.Finals,
                counters.Warnings,
                counters.BadMessages),
            Enum.GetValues<Stage>().ToDictionary(WordOf, stage => Of(engine.Stages.Of(stage))),
            Words<RecognitionError>(counters.Unanswered),
            Words<SessionEnd>(counters.Ended),
            Words<SessionRefusal>(counters.Refused));
    }

    private static StageStats Of(StageHistogram stage)
    {
        long count = stage.Count;
        return new StageStats(
            count, count == 0 ? 0 : Ms(stage.Sum / count), Ms(stage.Quantile(0.5)), Ms(stage.Quantile(0.9)), Ms(stage.Quantile(0.99)), Ms(stage.Quantile(0.999)));
    }

    private static double Ms(long microseconds) => microseconds / 1000.0;

    private static string WordOf<T>(T value)
        where T : struct, Enum => EnumWords.Of<T>()[Convert.ToInt32(value, null)];

    private static Dictionary<string, long> Words<T>(Func<T, long> value)
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(WordOf, value);

    private double MsOf(long bytes) => bytes * 1000.0 / engine.Options.BytesPerSecond;

    private Task WriteJsonAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(body, Take(), SpeechJson.Default.SpeechStats, cancellationToken);

    private Task WriteHtmlAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        body.WriteAsync(Encoding.UTF8.GetBytes(StatsHtml.Of(Take())), cancellationToken).AsTask();

    private Task WriteSessionsAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        int limit = query.Whole("limit", 100, 1, MostRows);
        SessionState? state = query.Text("state") switch
        {
            null => null,
            "created" => SessionState.Created,
            "active" => SessionState.Active,
            "closing" => SessionState.Closing,
            { } other => throw new AdminQueryException($"state is '{other}'; give created, active or closing."),
        };
        long now = engine.Clock.Now;
        List<SpeechSession> all = [.. engine.Sessions.All.Where(session => session.State != SessionState.Closed && (state is null || session.State == state))];
        SessionList list = new(all.Count, [.. all.OrderByDescending(session => session.BacklogBytes).Take(limit).Select(session => Row(session, now))]);
        return JsonSerializer.SerializeAsync(body, list, SpeechJson.Default.SessionList, cancellationToken);
    }

    private SessionEntry Row(SpeechSession session, long now) => new(
        session.Id.ToString(),
        WordOf(session.State),
        session.Address?.ToString(),
        Math.Round(engine.Clock.Between(session.CreatedAt, now).TotalSeconds, 1),
        Math.Round(engine.Clock.Between(session.LastActivity, now).TotalSeconds, 1),
        MsOf(session.AudioBytes),
        MsOf(session.BacklogBytes),
        session.Chunks,
        session.Transcripts);

    private async Task EndAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        string text = query.Text("id") ?? throw new AdminQueryException("id is missing; give one of /sessions.");
        Guid id = Guid.TryParse(text, out Guid parsed) ? parsed : throw new AdminQueryException($"id is '{text}'; give one of /sessions, a UUID.");
        bool ended = await engine.OwnDirectory.EndAsync(id, cancellationToken).ConfigureAwait(false);
        await JsonSerializer.SerializeAsync(body, new SessionEnded(ended), SpeechJson.Default.SessionEnded, cancellationToken).ConfigureAwait(false);
    }
}
