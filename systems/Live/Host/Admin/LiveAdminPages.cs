using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Serving;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Admin;

/// <summary>The server's own pages: <c>/stats</c> for people, <c>/stats.json</c> for programs, <c>/sessions</c> one by one, <c>POST /sessions/end</c>.</summary>
/// <param name="engine">The server.</param>
internal sealed class LiveAdminPages(LiveEngine engine)
{
    private const int MostRows = 1000;

    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage("/stats", "sessions, memory, evictions and traffic, for people", [], WriteHtmlAsync) { ContentType = AdminPage.Html },
        new AdminPage("/stats.json", "the same for programs", [], WriteJsonAsync),
        new AdminPage("/sessions", $"the largest sessions with their memory; ?limit=N (100, at most {MostRows}), ?state=pending|attached|detached", ["limit", "state"], WriteSessionsAsync),
        new AdminPage("/sessions/end", "ends a session; ?id=ID", ["id"], EndAsync) { IsAction = true },
    ];

    internal LiveStats Take()
    {
        SessionTable sessions = engine.Sessions;
        LiveCounters counters = engine.Counters;
        LiveOptions options = engine.Options;
        long largest = sessions.All.Select(session => session.Bytes).DefaultIfEmpty().Max();
        long total = engine.Ledger.Total;
        int active = sessions.CountOf(SessionState.Attached);
        int all = active + sessions.CountOf(SessionState.Detached) + sessions.CountOf(SessionState.Pending);
        return new LiveStats(
            engine.Clock.Since(1000).TotalSeconds,
            new SessionCounts(active, sessions.CountOf(SessionState.Detached), sessions.CountOf(SessionState.Pending)),
            new SessionMemory(active, total, all > 0 ? total / all : 0, largest, engine.Ledger.Level.ToString().ToLowerInvariant()),
            new SessionLimits(
                options.MaxSessions,
                options.MaxSessionsPerAddress,
                options.MaxPendingSessions,
                options.MaxDetachedSessions,
                options.MaxSessionBytes,
                options.MaxTotalBytes,
                options.EventsPerSecond,
                options.MaxFrameBytes),
            new TrafficCounts(
                counters.Pages,
                counters.Events,
                counters.EventsRepeated,
                counters.EventsMissing,
                counters.EventsUnknown,
                counters.Pauses,
                counters.PatchFrames,
                counters.Patches,
                counters.Documents,
                counters.BytesIn,
                counters.BytesOut,
                counters.Failures,
                counters.Malformed,
                counters.Detached,
                counters.Saves,
                counters.SaveFailures),
            EndReasons.All.Where(EndReasons.IsEviction).ToDictionary(EndReasons.Word, counters.Ended),
            EndReasons.All.Where(reason => !reason.IsEviction()).ToDictionary(EndReasons.Word, counters.Ended),
            Words<RefusalReason>(counters.Refused),
            Words<ResumeKind>(counters.Resumed));
    }

    private static Dictionary<string, long> Words<T>(Func<T, long> value)
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(each => Millrace.Hosting.Metrics.EnumWords.Of<T>()[Convert.ToInt32(each, null)], value);

    private Task WriteJsonAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(body, Take(), LiveJson.Default.LiveStats, cancellationToken);

    private Task WriteHtmlAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        body.WriteAsync(Encoding.UTF8.GetBytes(StatsHtml.Of(Take())), cancellationToken).AsTask();

    private Task WriteSessionsAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        int limit = query.Whole("limit", 100, 1, MostRows);
        SessionState? state = query.Text("state") switch
        {
            null => null,
            "pending" => SessionState.Pending,
            "attached" => SessionState.Attached,
            "detached" => SessionState.Detached,
            { } other => throw new AdminQueryException($"state is '{other}'; give pending, attached or detached."),
        };
        List<LiveSession> all = [.. engine.Sessions.All.Where(session => session.State != SessionState.Ended && (state is null || session.State == state))];
        SessionList list = new(all.Count, [.. all.OrderByDescending(session => session.Bytes).Take(limit).Select(Row)]);
        return JsonSerializer.SerializeAsync(body, list, LiveJson.Default.SessionList, cancellationToken);
    }

    private SessionRow Row(LiveSession session) => new(
        session.Id.ToString(),
        session.State.ToString().ToLowerInvariant(),
        session.Route.Pattern,
        session.Address?.ToString(),
        session.Bytes,
        Math.Round(engine.Clock.Since(session.ActiveMs).TotalSeconds, 1),
        session.EventsHandled);

    private async Task EndAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        string text = query.Text("id") ?? throw new AdminQueryException("id is missing; give one of /sessions.");
        SessionId id = SessionId.Parse(text) ?? throw new AdminQueryException($"id is '{text}'; give one of /sessions: 32 hexadecimal digits.");
        LiveSession? session = engine.Sessions.Find(id);
        if (session is not null)
        {
            await session.DoAsync(static (ending, _) => ending.End(EndReason.Operator, Farewell.Operator), 0).ConfigureAwait(false);
        }

        await JsonSerializer.SerializeAsync(body, new SessionEnded(session is not null), LiveJson.Default.SessionEnded, cancellationToken).ConfigureAwait(false);
    }
}
