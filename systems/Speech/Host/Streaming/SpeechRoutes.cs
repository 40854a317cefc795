using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Millrace.Hosting.Web;
using Millrace.Speech.Host.Page;
using Millrace.Speech.Host.Rest;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Streaming;

/// <summary>Puts everything that the port answers into the routing.</summary>
internal static class SpeechRoutes
{
    // Over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441), which is what browsers do wherever the page came over https.
    private static readonly string[] s_socketMethods = [HttpMethods.Get, HttpMethods.Connect];

    public static void Map(WebApplication app, SpeechEngine engine)
    {
        if (!engine.Hosts.AllowAny)
        {
            app.Use(next => HostGuard.Before(engine.Hosts.Allows, () => engine.Counters.Refuse(SessionRefusal.Host), next));
        }

        app.Use(next => http => http.Request.Path == SpeechProtocol.StreamPath ? next(http) : HopAsync(next, http));
        PageMapping.Map(app, engine.Options.ContentSecurityPolicy);
        app.UseWebSockets();
        app.MapMethods(SpeechProtocol.StreamPath, s_socketMethods, new StreamEndpoint(engine).ServeAsync);
        RestMapping.Map(app, RestServices.Of(engine));
    }

    // Sockets complete on the threads that wait for all of them, which is right for chunks; a request may take longer than those may be kept.
    private static async Task HopAsync(RequestDelegate next, HttpContext http)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next(http).ConfigureAwait(false);
    }
}
