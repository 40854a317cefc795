using Microsoft.AspNetCore.Http;

namespace Millrace.Hosting.Web;

/// <summary>
/// Refuses requests that call a server by a name which is not its own. A page of a stranger's whose name is made to point here (DNS rebinding) would else get what it asks for as if it were
/// ours, and its Origin would equal its Host.
/// </summary>
public static class HostGuard
{
    /// <summary>Serves requests that call the server by its own names alone; others get 421.</summary>
    /// <param name="allows">True for a Host field, its port included, that is the server's.</param>
    /// <param name="refused">Called for each that is refused, so that it can be counted.</param>
    /// <param name="serve">Serves the others.</param>
    public static RequestDelegate Before(Func<string, bool> allows, Action refused, RequestDelegate serve)
    {
        ArgumentNullException.ThrowIfNull(allows);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(serve);
        return http =>
        {
            if (allows(http.Request.Host.Value ?? ""))
            {
                return serve(http);
            }

            refused();
            http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync("This server does not go by that name. Its operator lists its names with --allowed-host, or AllowedHosts.\n", http.RequestAborted);
        };
    }
}
