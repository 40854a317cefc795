using Microsoft.AspNetCore.Http;
using Millrace.Speech.Host.Workers;

namespace Millrace.Speech.Host.Rest.Routes;

/// <summary>How the service is.</summary>
internal sealed class HealthRoutes(RestServices services)
{
    public IEnumerable<RestRoute> All => [new(HttpMethods.Get, "/v1/health", ServeAsync) { IsOpen = true }];

    private async ValueTask<RestAnswer> ServeAsync(HttpContext http)
    {
        SessionCensus census = await services.Directory.CountAsync(http.RequestAborted).ConfigureAwait(false);
        return RestAnswer.Json((services, census), static (json, state) =>
        {
            json.WriteString("status", "ok");
            json.WriteString("version", state.services.Version);
            json.WriteNumber("active_sessions", state.census.ActiveSessions);
            json.WriteString("recogniser", state.services.Recogniser.Name);
            json.WriteBoolean("recogniser_ready", state.services.Recogniser.IsReady);
            json.WriteNumber("workers", state.census.Workers);
            json.WriteNumber("workers_silent", state.census.WorkersSilent);
        });
    }
}
