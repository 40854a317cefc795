using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Metrics;
using Millrace.Hosting.Web;

namespace Millrace.Hosting.Admin;

/// <summary>The HTTP endpoint beside a server's own port: health for an orchestrator, metrics for Prometheus, and the server's own pages.</summary>
internal sealed class AdminEndpoint : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Endpoints = new()
    {
        ["/healthz"] = "200 while the process is worth keeping, 503 when only a restart helps",
        ["/readyz"] = "200 while new clients are welcome, 503 while starting, full or draining",
        ["/metrics"] = "metrics in the Prometheus text format 0.0.4",
    };

    private readonly WebApplication _app;
    private readonly MetricsCollector _metrics;
    private readonly AdminView _view;
    private readonly ILogger _log;

    private AdminEndpoint(WebApplication app, MetricsCollector metrics, AdminView view, ILogger log) =>
        (_app, _metrics, _view, _log) = (app, metrics, view, log);

    public static async Task<IAsyncDisposable> StartAsync(
        AdminPort port, AdminView view, IReadOnlyList<string> meters, ILoggerFactory logs)
    {
        WebApplicationBuilder builder = WebPort.CreateBuilder(logs);
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => port.Socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(port.EndPoint);
        });
        WebApplication app = builder.Build();
        AdminEndpoint endpoint = new(app, MetricsCollector.Start(meters), view, logs.CreateLogger("Millrace.Hosting"));
        if (port.IsLoopback)
        {
            app.Use(OursOnlyAsync);
        }

        app.MapGet("/", endpoint.IndexAsync);
        app.MapGet("/healthz", (RequestDelegate)(http => AnswerAsync(http, view.Health.IsLive, view.Health.Detail)));
        app.MapGet("/readyz", (RequestDelegate)(http => AnswerAsync(http, view.IsReady, view.Readiness)));
        app.MapGet("/metrics", endpoint.MetricsAsync);
        new AdminPages(endpoint._log).Map(app, view.Pages);
        await app.StartAsync().ConfigureAwait(false);
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static Task OursOnlyAsync(HttpContext http, RequestDelegate next)
    {
        if (AdminHosts.AreOurs(http.Request.Host.Value ?? ""))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync("This address answers to localhost and to its number only.\n", http.RequestAborted);
    }

    private static Task AnswerAsync(HttpContext http, bool good, string detail)
    {
        http.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(detail + "\n", http.RequestAborted);
    }

    private Task IndexAsync(HttpContext http)
    {
        string state = _view.Stage switch
        {
            ServerStage.Starting => "starting",
            ServerStage.Ready => "ready",
            ServerStage.Draining => "draining",
            _ => "ended",
        };
        http.Response.ContentType = "application/json; charset=utf-8";
        Dictionary<string, string> endpoints = new(Endpoints);
        foreach (AdminPage page in _view.Pages)
        {
            endpoints[page.IsAction ? $"POST {page.Path}" : page.Path] = page.Description;
        }

        AdminIndex index = new(_view.System, state, _view.Health.Detail, endpoints);
        return JsonSerializer.SerializeAsync(http.Response.Body, index, AdminJson.Default.AdminIndex, http.RequestAborted);
    }

    private async Task MetricsAsync(HttpContext http)
    {
        string text = await _view.AllMetricsAsync(_metrics.Scrape(_log), http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = PrometheusText.ContentType;
        await http.Response.WriteAsync(text, http.RequestAborted).ConfigureAwait(false);
    }
}
