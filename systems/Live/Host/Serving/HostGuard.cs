using Microsoft.AspNetCore.Http;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Serving;

/// <summary>
/// Refuses requests that call the server by a name which is not its own. A page of a stranger's whose name is made to point here would else get pages, token and cookie as if it were ours, and
/// its Origin would equal its Host.
/// </summary>
internal static class HostGuard
{
    /// <summary>The same, for the server's own names alone.</summary>
    public static RequestDelegate Before(LiveEngine engine, RequestDelegate serve)
    {
        if (engine.Hosts.AllowAny)
        {
            return serve;
        }

        return http => engine.Hosts.Allows(http.Request.Host.Value ?? "") ? serve(http) : RefuseAsync(engine, http);
    }

    private static Task RefuseAsync(LiveEngine engine, HttpContext http)
    {
        engine.Counters.Refuse(RefusalReason.Host);
        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync("This server does not go by that name. Its operator lists its names with --allowed-host, or AllowedHosts.\n", http.RequestAborted);
    }
}
