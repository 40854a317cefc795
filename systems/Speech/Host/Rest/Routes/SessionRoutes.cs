using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Speech.Host.Workers;

namespace Millrace.Speech.Host.Rest.Routes;

/// <summary>The sessions of all workers.</summary>
internal sealed class SessionRoutes(RestServices services)
{
    public IEnumerable<RestRoute> All =>
    [
        new(HttpMethods.Get, "/v1/sessions", ListAsync),
        new(HttpMethods.Get, "/v1/sessions/metrics", TotalsAsync),
        new(HttpMethods.Delete, "/v1/sessions/{id}", DeleteAsync),
    ];

    private async ValueTask<RestAnswer> ListAsync(HttpContext http)
    {
        SessionRows rows = await services.Directory.ListAsync(http.RequestAborted).ConfigureAwait(false);
        return RestAnswer.Json(rows, static (json, rows) =>
        {
            json.WriteStartArray("sessions");
            foreach (SessionRow row in rows.Rows)
            {
                json.WriteStartObject();
                json.WriteString("session_id", row.SessionId);
                json.WriteString("state", row.State);
                WriteTime(json, "created_at", row.CreatedAt);
                WriteTime(json, "last_activity_at", row.LastActivityAt);
                RestAnswer.WriteFloat(json, "audio_duration_ms", row.AudioDurationMs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("count", rows.Rows.Count);
            WriteSilent(json, rows.WorkersSilent);
        });
    }

    private async ValueTask<RestAnswer> TotalsAsync(HttpContext http)
    {
        SessionTotals totals = await services.Directory.TotalsAsync(http.RequestAborted).ConfigureAwait(false);
        return RestAnswer.Json(totals, static (json, totals) =>
        {
            json.WriteNumber("active_sessions", totals.ActiveSessions);
            WriteSums(json, totals.SinceStart);
            json.WriteStartObject("totals_of_live_sessions");
            WriteSums(json, totals.OfLiveSessions);
            json.WriteEndObject();
            WriteSilent(json, totals.WorkersSilent);
        });
    }

    private async ValueTask<RestAnswer> DeleteAsync(HttpContext http)
    {
        string text = http.Request.RouteValues["id"] as string ?? "";
        return Guid.TryParseExact(text, "D", out Guid id) && await services.Directory.EndAsync(id, http.RequestAborted).ConfigureAwait(false)
            ? RestAnswer.Json(text, static (json, id) =>
            {
                json.WriteString("status", "closed");
                json.WriteString("session_id", id);
            })
            : RestAnswer.Error(RestStyle.FastApi, StatusCodes.Status404NotFound, "Session not found");
    }

    private static void WriteSums(Utf8JsonWriter json, SessionSums sums)
    {
        json.WriteNumber("total_sessions", sums.Sessions);
        json.WriteNumber("total_audio_bytes", sums.AudioBytes);
        RestAnswer.WriteFloat(json, "total_audio_duration_ms", sums.AudioDurationMs);
        json.WriteNumber("total_chunks", sums.Chunks);
        json.WriteNumber("total_transcripts", sums.Transcripts);
    }

    // Only where something is missing.
    private static void WriteSilent(Utf8JsonWriter json, int workers)
    {
        if (workers > 0)
        {
            json.WriteNumber("workers_silent", workers);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
}
