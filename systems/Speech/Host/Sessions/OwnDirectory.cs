using Millrace.Speech.Host.Workers;

namespace Millrace.Speech.Host.Sessions;

/// <summary>The sessions of this process, as the HTTP routes ask for them.</summary>
/// <param name="engine">The server.</param>
internal sealed class OwnDirectory(SpeechEngine engine) : ISessionDirectory
{
    public ValueTask<SessionRows> ListAsync(CancellationToken cancellationToken) =>
        new(new SessionRows([.. engine.Sessions.All.Where(session => session.State < SessionState.Closing).Select(Row)], 0));

    public ValueTask<SessionTotals> TotalsAsync(CancellationToken cancellationToken)
    {
        SessionSums live = default;
        foreach (SpeechSession session in engine.Sessions.All)
        {
            live += new SessionSums(1, session.AudioBytes, MsOf(session.AudioBytes), session.Chunks, session.Transcripts);
        }

        Metrics.SpeechCounters counters = engine.Counters;
        SessionSums all = new(counters.Sessions, counters.AudioBytes, MsOf(counters.AudioBytes), counters.Chunks, counters.Transcripts);
        return new(new SessionTotals(engine.Sessions.Count, all, live, 0));
    }

    public ValueTask<SessionCensus> CountAsync(CancellationToken cancellationToken) => new(new SessionCensus(engine.Sessions.Count, 1, 0));

    public ValueTask<bool> EndAsync(Guid sessionId, CancellationToken cancellationToken) => new(engine.Sessions.Find(sessionId)?.TryEnd(SessionEnd.Deleted) == true);

    private SessionRow Row(SpeechSession session) => new(
        session.Id,
        session.State == SessionState.Active ? "active" : "created",
        engine.Clock.At(session.CreatedAt),
        engine.Clock.At(session.LastActivity),
        MsOf(session.AudioBytes));

    private double MsOf(long bytes) => bytes * 1000.0 / engine.Options.BytesPerSecond;
}
