using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Millrace.Live.Host.Serving;

/// <summary>The engine of each application: made with its first page, drained when it stops.</summary>
internal static class LiveApplications
{
    private static readonly ConditionalWeakTable<IServiceProvider, LiveEngine> s_engines = [];

    public static LiveEngine Of(IEndpointRouteBuilder endpoints)
    {
        lock (s_engines)
        {
            if (s_engines.TryGetValue(endpoints.ServiceProvider, out LiveEngine? known))
            {
                return known;
            }

            IServiceProvider services = endpoints.ServiceProvider;
            LiveEngine engine = new(
                services.GetService<LiveOptions>() ?? new LiveOptions(),
                services,
                services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
                services.GetService<TimeProvider>() ?? TimeProvider.System);
            s_engines.Add(services, engine);
            LiveMapping.MapShared(endpoints, engine);
            engine.Start();
            engine.Metrics.Show();
            if (services.GetService<LiveHealth>() is { } health)
            {
                health.Engine = engine;
            }

            if (services.GetService<IHostApplicationLifetime>() is { } lifetime)
            {
                lifetime.ApplicationStopping.Register(() => Drain(engine));
            }

            return engine;
        }
    }

    // The application waits for this before it stops its own connections; so does whoever may come back.
    private static void Drain(LiveEngine engine)
    {
        Task.Run(async () =>
        {
            await engine.DrainAsync(TimeSpan.FromSeconds(3), CancellationToken.None).ConfigureAwait(false);
            await engine.DisposeAsync().ConfigureAwait(false);
        }).Wait(TimeSpan.FromSeconds(5));
    }
}
