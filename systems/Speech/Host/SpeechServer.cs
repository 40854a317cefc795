using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Listening;
using Millrace.Hosting.Web;
using Millrace.Speech.Host;
using Millrace.Speech.Host.Admin;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Streaming;

namespace Millrace.Speech;

/// <summary>A streaming transcription service, as <c>millrace serve speech</c> runs it.</summary>
public sealed class SpeechServer : ISystemServer
{
    // What the web server reads of a connection before we do: what waits beyond the bounds of a session's backlog waits at the client.
    private const int MaxUnreadBytes = 64 * 1024;

    private readonly SpeechOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private readonly SpeechHooks _hooks;
    private WebApplication? _app;
    private SpeechEngine? _engine;

    private SpeechServer(SpeechOptions options, ILoggerFactory logs, TimeProvider time, SpeechHooks hooks) => (_options, _logs, _time, _hooks) = (options, logs, time, hooks);

    /// <inheritdoc/>
    public string System => "speech";

    /// <inheritdoc/>
    public ServerHealth Health => _engine is { } engine
        ? new(true, engine.IsReady, engine.Summary)
        : new(true, false, "starting");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => new SpeechAdminPages(Engine).Pages;

    /// <summary>SIGHUP has it read its file of API keys again, where it has one.</summary>
    public Action? Reload => _options.ApiKeyFile is null ? null : () => Engine.Keys?.Reload(Engine.Log);

    internal SpeechEngine Engine => _engine ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>A server that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">Its clocks. Null: the system's.</param>
    public static SpeechServer Create(SpeechOptions options, ILoggerFactory logs, TimeProvider? time = null) => Create(options, logs, time, new SpeechHooks());

    internal static SpeechServer Create(SpeechOptions options, ILoggerFactory logs, TimeProvider? time, SpeechHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        return new SpeechServer(options, logs, time ?? TimeProvider.System, hooks);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        CompleteInline();
        IRecogniser recogniser = _hooks.Recogniser?.Invoke() ?? RecogniserFactory.Create(_options.Recogniser, _time, _logs);
        SpeechEngine engine = _engine = new(_options, recogniser, _logs, _time, _hooks.Directory);
        await recogniser.StartAsync(cancellationToken).ConfigureAwait(false);
        WebApplicationBuilder builder = WebPort.CreateBuilder(_logs);
        bool isSecure = Listen(builder);
        WebApplication app = _app = builder.Build();
        SpeechRoutes.Map(app, engine);
        _hooks.Map?.Invoke(app, engine);
        int port = await WebPort.StartAsync(app, _options.Address, _options.Port, cancellationToken).ConfigureAwait(false);
        engine.Start();
        IPEndPoint reachable = Reachable.Of(new IPEndPoint(_options.Address, port));
        string address = $"{(isSecure ? "https" : "http")}://{reachable}/";
        SpeechLog.Serving(engine.Log, address, recogniser.Name, _options.MaxSessions, recogniser.Summary);
        return new ServerAddresses(("speech", address));
    }

    /// <inheritdoc/>
    public void Started() => _engine?.Metrics.Show();

    /// <inheritdoc/>
    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken) => Engine.DrainAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _engine?.Sweep.CutAll();
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
    }

    // The runtime reads it when the first socket of the process is made; where one has been made, everything works all the same, with a hop more. Who has set it knows better.
    private static void CompleteInline()
    {
        const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }

    private bool Listen(WebApplicationBuilder builder)
    {
        SslServerAuthenticationOptions? tls = _options.TlsCertificateFile is { } certificate ? TlsSettings.Load(certificate, _options.TlsKeyFile) : null;
        if (tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.UseSockets(sockets =>
        {
            // A chunk is a few microseconds of work that never waits, so it is done where it comes in and sent where it is answered: hops to the thread pool would cost more than all of it.
            sockets.UnsafePreferInlineScheduling = true;
            sockets.MaxReadBufferSize = MaxUnreadBytes;
            if (_hooks.Listen is { } listenAt)
            {
                sockets.CreateBoundListenSocket = endPoint => endPoint is UnixDomainSocketEndPoint ? SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint) : listenAt(endPoint);
            }
        });

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel.Limits);
            kestrel.Listen(_options.Address, _options.Port, listen =>
            {
                if (tls is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
                }
            });
            if (_hooks.UnixSocket is { } path)
            {
                kestrel.ListenUnixSocket(path);
            }
        });
        return tls is not null;
    }

    private void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = _options.MaxBodyBytes;
        limits.MaxRequestBufferSize = MaxUnreadBytes;
        limits.Http2.InitialStreamWindowSize = MaxUnreadBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30); // Also of a connection that has said nothing yet.
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        int most = _options.MaxConnections == 0 ? _options.MaxSessions + 16_384 : _options.MaxConnections;
        limits.MaxConcurrentConnections = most;
        limits.MaxConcurrentUpgradedConnections = most;
    }
}
