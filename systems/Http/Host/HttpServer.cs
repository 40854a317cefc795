using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Listening;
using Millrace.Hosting.Web;

namespace Millrace.Http.Host;

/// <summary>A small web server to try the load on, as <c>millrace serve http</c> runs it: Kestrel with a handful of bounded paths.</summary>
public sealed class HttpServer : ISystemServer
{
    private readonly HttpOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly HttpPages _pages;
    private readonly TimeProvider _time;
    private WebApplication? _app;
    private Meter? _meter;
    private bool _isDraining;

    private HttpServer(HttpOptions options, ILoggerFactory logs, TimeProvider time) => (_options, _logs, _pages, _time) = (options, logs, new HttpPages(options, time), time);

    /// <inheritdoc/>
    public string System => "http";

    /// <inheritdoc/>
    public ServerHealth Health => new(true, _app is not null && !_isDraining, _app is null ? "starting" : _isDraining ? "draining" : "ok");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => [];

    /// <summary>A server that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">Its clock. Null: the system's.</param>
    public static HttpServer Create(HttpOptions options, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        return new HttpServer(options, logs, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        WebApplicationBuilder builder = WebPort.CreateBuilder(_logs);
        bool isSecure = Listen(builder);
        WebApplication app = builder.Build();
        app.Run(_pages.ServeAsync);
        _app = app;
        int port = await WebPort.StartAsync(app, _options.Address, _options.Port, cancellationToken).ConfigureAwait(false);
        string address = $"{(isSecure ? "https" : "http")}://{Reachable.Of(new IPEndPoint(_options.Address, port))}/";
        HttpLog.Serving(_logs.CreateLogger("Millrace.Http"), address);
        return new ServerAddresses(("http", address));
    }

    /// <inheritdoc/>
    public void Started()
    {
        _meter = new Meter("Millrace.Http");
        _meter.CreateObservableCounter("http.requests", () => _pages.Served, "{request}", "Requests that came.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _isDraining = true;
        using CancellationTokenSource within = new(limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(within.Token, cancellationToken);
        await (_app?.StopAsync(either.Token) ?? Task.CompletedTask).ConfigureAwait(false);
        return !either.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _meter?.Dispose();
        if (_app is { } app)
        {
            using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1), _time);
            await app.StopAsync(atOnce.Token).ConfigureAwait(false);
            await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool Listen(WebApplicationBuilder builder)
    {
        SslServerAuthenticationOptions? tls = _options.TlsCertificateFile is { } certificate ? TlsSettings.Load(certificate, _options.TlsKeyFile) : null;
        if (tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = _options.MaxEchoBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
            kestrel.Listen(_options.Address, _options.Port, listen =>
            {
                if (tls is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
                }
            });
        });
        return tls is not null;
    }
}
