using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Speech.Host.Rest.Routes;

namespace Millrace.Speech.Host.Rest;

/// <summary>Puts the HTTP routes into an application's routing.</summary>
internal static class RestMapping
{
    /// <summary>Maps all of them, and what is answered on paths and methods that there are not. The page at <c>/</c> and the WebSocket are mapped by others.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="services">What they work with.</param>
    public static void Map(IEndpointRouteBuilder endpoints, RestServices services)
    {
        foreach (IGrouping<string, RestRoute> path in Routes(services).GroupBy(route => route.Path))
        {
            List<string> allowed = [];
            foreach (RestRoute route in path)
            {
                string[] methods = route.Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];
                allowed.AddRange(methods);
                endpoints.MapMethods(route.Path, methods, new RestEndpoint(services, route).ServeAsync);
            }

            RestRoute other = new("*", path.Key, NotAllowed(path.First().Style, string.Join(", ", allowed))) { Style = path.First().Style, IsOpen = true };
            endpoints.Map(path.Key, new RestEndpoint(services, other).ServeAsync);
        }

        RestRoute none = new("*", "/{**path}", static _ => ValueTask.FromResult(RestAnswer.Error(RestStyle.FastApi, StatusCodes.Status404NotFound, "Not Found"))) { IsOpen = true };
        endpoints.Map(none.Path, new RestEndpoint(services, none).ServeAsync).WithOrder(int.MaxValue);
    }

    private static IEnumerable<RestRoute> Routes(RestServices services) =>
    [
        .. new HealthRoutes(services).All,
        .. new SessionRoutes(services).All,
        .. new TranscribeRoutes(services).All,
        .. new OpenAiRoutes(services).All,
        .. new DocumentRoutes(services).All,
    ];

    private static Func<HttpContext, ValueTask<RestAnswer>> NotAllowed(RestStyle style, string allowed)
    {
        RestAnswer answer = RestAnswer.Error(style, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed") with { Allow = allowed };
        return _ => ValueTask.FromResult(answer);
    }
}
