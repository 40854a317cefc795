using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Millrace.Live.Host.Serving;

namespace Millrace.Live;

/// <summary>Live pages in an application of ASP.NET Core.</summary>
public static class LiveExtensions
{
    /// <summary>Chooses the options of Live; without it they are the defaults. <c>builder.Services.AddLive(o => o with { MaxSessions = 1000 });</c></summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what it may be.</exception>
    public static IServiceCollection AddLive(this IServiceCollection services, Func<LiveOptions, LiveOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        LiveOptions options = configure?.Invoke(new LiveOptions()) ?? new LiveOptions();
        IReadOnlyList<string> errors = options.Validate();
        return errors.Count == 0 ? services.AddSingleton(options) : throw new ArgumentException(string.Join(' ', errors), nameof(configure));
    }

    /// <summary>Adds a check that says whether Live takes new pages: <c>builder.Services.AddHealthChecks().AddLive();</c></summary>
    public static IHealthChecksBuilder AddLive(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<LiveHealth>();
        return builder.AddCheck<LiveHealth>("live");
    }

    /// <summary>Serves a component as a page: <c>app.MapLive&lt;Counter&gt;("/");</c>. Nothing else is needed: the script and the WebSocket come with the first page.</summary>
    /// <param name="endpoints">The application itself, not a group: the script and the WebSocket are at <c>/_live/</c> of its root.</param>
    /// <param name="pattern">Where, such as <c>/</c> or <c>/users/{id}</c>; without constraints.</param>
    /// <param name="options">What stands around the page.</param>
    /// <returns>The endpoint of the page, for <c>RequireAuthorization</c> and the like. A page of which more is said than its name (authorization, hosts, filters, limits) is always loaded over HTTP, never gone to over the WebSocket.</returns>
    public static IEndpointConventionBuilder MapLive<T>(this IEndpointRouteBuilder endpoints, string pattern, LivePageOptions? options = null)
        where T : Component => MapLive(endpoints, pattern, ComponentFactory<T>.Create, options);

    /// <summary>Serves what <paramref name="create"/> makes, anew for each session, as a page.</summary>
    public static IEndpointConventionBuilder MapLive(
        this IEndpointRouteBuilder endpoints, string pattern, Func<IServiceProvider, Component> create, LivePageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(create);
        if (endpoints is RouteGroupBuilder)
        {
            throw new ArgumentException($"A Live page cannot be mapped in a group: its script and WebSocket are at {LivePaths.Files} of the application. Write app.MapLive with the whole pattern, and what is said of the group behind it.", nameof(endpoints));
        }

        return LiveMapping.MapPage(endpoints, LiveApplications.Of(endpoints), new LiveRoute(pattern, options ?? new LivePageOptions(), create));
    }
}
