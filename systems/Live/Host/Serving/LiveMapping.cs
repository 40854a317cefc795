using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Live.Host.Client;

namespace Millrace.Live.Host.Serving;

/// <summary>Puts pages, the script and the WebSocket into an application's routing.</summary>
internal static class LiveMapping
{
    private static readonly string[] s_pageMethods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointConventionBuilder MapPage(IEndpointRouteBuilder endpoints, LiveEngine engine, LiveRoute route)
    {
        engine.Routes.Add(route);
        IEndpointConventionBuilder page = endpoints.MapMethods(route.Pattern, s_pageMethods, (RequestDelegate)new PageEndpoint(engine, route).ServeAsync);
        page.Finally(route.Built);
        return page;
    }

    public static IEndpointConventionBuilder MapFile(IEndpointRouteBuilder endpoints, LiveFile file) =>
        endpoints.MapMethods(file.Path, s_pageMethods, (RequestDelegate)file.ServeAsync);

    /// <summary>What all pages of an application share: mapped once.</summary>
    public static void MapShared(IEndpointRouteBuilder endpoints, LiveEngine engine)
    {
        foreach (ClientFile file in ClientFile.All)
        {
            MapFile(endpoints, new LiveFile(file));
        }

        RequestDelegate socket = endpoints.CreateApplicationBuilder().UseWebSockets().Use(_ => new SocketEndpoint(engine).ServeAsync).Build();
        endpoints.MapGet(LivePaths.Socket, socket);
    }
}
