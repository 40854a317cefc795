using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Hosting.Web;
using Millrace.Live.Host.Client;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Serving;

/// <summary>Puts pages, the script and the WebSocket into an application's routing.</summary>
internal static class LiveMapping
{
    private static readonly string[] s_pageMethods = [HttpMethods.Get, HttpMethods.Head];

    // Over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441), which is what browsers do wherever the page came over https.
    private static readonly string[] s_socketMethods = [HttpMethods.Get, HttpMethods.Connect];

    public static IEndpointConventionBuilder MapPage(IEndpointRouteBuilder endpoints, LiveEngine engine, LiveRoute route)
    {
        engine.Routes.Add(route);
        IEndpointConventionBuilder page = endpoints.MapMethods(route.Pattern, s_pageMethods, Guarded(engine, new PageEndpoint(engine, route).ServeAsync));
        page.Finally(route.Built);
        return page;
    }

    public static IEndpointConventionBuilder MapFile(IEndpointRouteBuilder endpoints, LiveEngine engine, WebFile file) =>
        endpoints.MapMethods(file.Path, s_pageMethods, Guarded(engine, file.ServeAsync));

    /// <summary>What all pages of an application share: mapped once.</summary>
    public static void MapShared(IEndpointRouteBuilder endpoints, LiveEngine engine)
    {
        foreach (ClientFile file in ClientFile.All)
        {
            MapFile(endpoints, engine, file.Web);
        }

        RequestDelegate socket = endpoints.CreateApplicationBuilder().UseWebSockets().Use(_ => new SocketEndpoint(engine).ServeAsync).Build();
        endpoints.MapMethods(LivePaths.Socket, s_socketMethods, Guarded(engine, socket));
    }

    // Where every name is the server's, nothing is asked.
    private static RequestDelegate Guarded(LiveEngine engine, RequestDelegate serve) =>
        engine.Hosts.AllowAny ? serve : HostGuard.Before(engine.Hosts.Allows, () => engine.Counters.Refuse(RefusalReason.Host), serve);
}
