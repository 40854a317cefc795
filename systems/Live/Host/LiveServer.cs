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
using Millrace.Live.Host;
using Millrace.Live.Host.Admin;
using Millrace.Live.Host.Serving;

namespace Millrace.Live;

/// <summary>A server of Live pages with a port of its own, as <c>millrace serve live</c> runs it.</summary>
public sealed class LiveServer : ISystemServer
{
    private readonly LiveOptions _options;
    private readonly LivePages _pages;
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private WebApplication? _app;
    private LiveEngine? _engine;

    private LiveServer(LiveOptions options, LivePages pages, ILoggerFactory logs, TimeProvider time) => (_options, _pages, _logs, _time) = (options, pages, logs, time);

    /// <inheritdoc/>
    public string System => "live";

    /// <inheritdoc/>
    public ServerHealth Health => _engine is { } engine
        ? new(true, engine.IsReady, engine.Summary)
        : new(true, false, "starting");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => new LiveAdminPages(Engine).Pages;

    internal LiveEngine Engine => _engine ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>A server that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="pages">What it serves.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">Its clocks. Null: the system's.</param>
    public static LiveServer Create(LiveOptions options, LivePages pages, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentNullException.ThrowIfNull(logs);
        return new LiveServer(options, pages, logs, time ?? TimeProvider.System);
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
        LiveEngine engine = new(_options, app.Services, _logs, _time, listensItself: true);
        (_app, _engine) = (app, engine);
        LiveMapping.MapShared(app, engine);
        foreach (LiveRoute route in _pages.Routes)
        {
            LiveMapping.MapPage(app, engine, route);
        }

        foreach (WebFile file in _pages.Files)
        {
            LiveMapping.MapFile(app, engine, file);
        }

        int port = await WebPort.StartAsync(app, _options.Address, _options.Port, cancellationToken).ConfigureAwait(false);
        engine.Start();
        string address = $"{(isSecure ? "https" : "http")}://{Reachable.Of(new IPEndPoint(_options.Address, port))}/";
        LiveLog.Serving(engine.Log, _pages.Routes.Count, address, _options.MaxSessions);
        return new ServerAddresses(("live", address));
    }

    /// <inheritdoc/>
    public void Started() => _engine?.Metrics.Show();

    /// <inheritdoc/>
    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken) => Engine.DrainAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1), _time);
            await app.StopAsync(atOnce.Token).ConfigureAwait(false);
            await app.DisposeAsync().ConfigureAwait(false);
        }

        if (_engine is { } engine)
        {
            await engine.DisposeAsync().ConfigureAwait(false);
        }

        _pages.Close();
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
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 2L * _options.MaxSessions;
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
