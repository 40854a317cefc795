using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Web;

namespace Millrace.Hosting.Metrics;

/// <summary>Serves this process's metrics to Prometheus on a port of their own, for a program that is no server: <c>GET /metrics</c> and nothing else.</summary>
public sealed class MetricsPort : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MetricsPage _page;

    private MetricsPort(WebApplication app, MetricsPage page, string url) => (_app, _page, Url) = (app, page, url);

    /// <summary>Where the page is, with the port that it really has.</summary>
    public string Url { get; }

    /// <summary>Opens the port. On loopback it answers to this machine's own names only, as a stranger's web page may make its own point here.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. Plain HTTP without authentication: keep it on loopback or a private network.</param>
    /// <param name="meters">The meters that are shown, with those below their names, and the runtime's.</param>
    /// <param name="logs">Where warnings go.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ServerStartException">The port cannot be had.</exception>
    public static async Task<MetricsPort> StartAsync(IPEndPoint endPoint, IReadOnlyList<string> meters, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        AdminPort port = AdminPort.Open(endPoint, "The metrics page");
        MetricsPage? page = null;
        try
        {
            WebApplicationBuilder builder = WebPort.CreateBuilder(logs);
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => port.Socket);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = 0;
                kestrel.Limits.MaxConcurrentConnections = 64;
                kestrel.Listen(port.EndPoint);
            });
            WebApplication app = builder.Build();
            page = new MetricsPage(meters, logs);
            MetricsPage shown = page;
            bool isLoopback = port.IsLoopback;
            app.Run(HostGuard.Before(host => !isLoopback || AdminHosts.AreOurs(host), static () => { }, http => AnswerAsync(http, shown)));
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new MetricsPort(app, page, port.Url + "/metrics");
        }
        catch
        {
            page?.Dispose();
            port.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _page.Dispose();
    }

    private static Task AnswerAsync(HttpContext http, MetricsPage page)
    {
        bool isHead = HttpMethods.IsHead(http.Request.Method);
        if (http.Request.Path != "/metrics" || !(isHead || HttpMethods.IsGet(http.Request.Method)))
        {
            http.Response.StatusCode = http.Request.Path == "/metrics" ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync("GET /metrics is all that is here.\n", http.RequestAborted);
        }

        http.Response.ContentType = MetricsPage.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        return isHead ? Task.CompletedTask : http.Response.WriteAsync(page.Read(), http.RequestAborted);
    }
}
