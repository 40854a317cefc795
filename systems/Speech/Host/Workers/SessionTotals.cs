namespace Millrace.Speech.Host.Workers;

/// <summary>What <c>GET /v1/sessions/metrics</c> tells.</summary>
/// <param name="ActiveSessions">Sessions that live.</param>
/// <param name="SinceStart">Of every session since the start.</param>
/// <param name="OfLiveSessions">Of those that live; what the service that this is compatible with calls totals.</param>
/// <param name="WorkersSilent">Workers that did not answer in time and are not in the sums.</param>
internal sealed record SessionTotals(int ActiveSessions, SessionSums SinceStart, SessionSums OfLiveSessions, int WorkersSilent);

/// <summary>Sums over sessions.</summary>
/// <param name="Sessions">How many.</param>
/// <param name="AudioBytes">Bytes of audio taken.</param>
/// <param name="AudioDurationMs">The same in milliseconds.</param>
/// <param name="Chunks">Chunks taken.</param>
/// <param name="Transcripts">Partials and finals sent.</param>
internal readonly record struct SessionSums(long Sessions, long AudioBytes, double AudioDurationMs, long Chunks, long Transcripts)
{
    public static SessionSums operator +(SessionSums one, SessionSums other) => new(
        one.Sessions + other.Sessions,
        one.AudioBytes + other.AudioBytes,
        one.AudioDurationMs + other.AudioDurationMs,
        one.Chunks + other.Chunks,
        one.Transcripts + other.Transcripts);
}
