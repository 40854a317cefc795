using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Export;

namespace Millrace.Hosting;

/// <summary>
/// One server from start to end: its port first, then the ready line, then the admin endpoint and the exporter; then it waits
/// for a request to stop, and drains.
/// </summary>
/// <remarks>
/// Until the port accepts, nothing of ASP.NET Core and OpenTelemetry is loaded: their types appear only in methods that are
/// not inlined and run after the ready line.
/// </remarks>
public sealed class ServerLife(ISystemServer server, ServerLifeOptions options, ProcessEdge edge, ILoggerFactory logs)
{
    // The drain time is the clients'; a server may need a little more for what follows from their leaving, and bounds that itself.
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(5);

    // What becomes of a SIGHUP: nothing yet, nothing yet though one came, or a reload at once.
    private const int Early = 0, AskedEarly = 1, Answered = 2;

    private readonly ILogger _log = logs.CreateLogger("Millrace.Hosting");
    private volatile ServerStage _stage;
    private int _hangups = Early;

    internal ServerStage Stage => _stage;

    /// <summary>Runs the server until it is asked to stop, disposes it, and says how it ended.</summary>
    /// <param name="cancellationToken">Asks the server to stop and drain, as a first signal does.</param>
    public async Task<ServerEnd> RunAsync(CancellationToken cancellationToken = default)
    {
        List<IAsyncDisposable> beside = [];
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => edge.Stop.Request(StopReason.Cancelled));
        IDisposable? hangup = TakeHangups();
        bool forced = false;
        try
        {
            ServerAddresses addresses = await server.StartAsync(cancellationToken).ConfigureAwait(false);
            AnswerHangups();
            AdminPort? adminPort = OpenAdminPort();
            _stage = ServerStage.Ready;
            await PrintReadyLineAsync(addresses, adminPort?.Url).ConfigureAwait(false);
            server.Started();
            if (options.StopsWithInput)
            {
                edge.Stop.WatchEndOf(edge.OpenInput());
            }

            await StartBesideAsync(adminPort, beside).ConfigureAwait(false);
            StopReason reason = await edge.Stop.First.ConfigureAwait(false);
            ServerEnd end = await DrainAsync(reason).ConfigureAwait(false);
            forced = end == ServerEnd.Forced;
            return end;
        }
        catch (ServerStartException e)
        {
            await edge.Error.WriteLineAsync($"error: {server.System} cannot start. {e.Message}").ConfigureAwait(false);
            return ServerEnd.StartFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ServerEnd.Drained; // Cancelled before it had anyone to drain.
        }
        finally
        {
            _stage = ServerStage.Ended;
            hangup?.Dispose();
            if (!forced)
            {
                await DisposeAllAsync(beside).ConfigureAwait(false);
            }
        }
    }

    // From before the start: whoever renews a certificate or a list does not know how far the server is, and an untaken SIGHUP ends the process.
    private IDisposable? TakeHangups() => server.Reload is not { } reload ? null : edge.OnHangup(() =>
    {
        if (Interlocked.CompareExchange(ref _hangups, AskedEarly, Early) == Answered)
        {
            TryReload(reload);
        }
    });

    // Asked during the start, the files are read once more: the start may have read them before they changed.
    private void AnswerHangups()
    {
        if (Interlocked.Exchange(ref _hangups, Answered) == AskedEarly && server.Reload is { } reload)
        {
            TryReload(reload);
        }
    }

    private void TryReload(Action reload)
    {
        try
        {
            reload();
        }
        catch (Exception e)
        {
            HostingLog.ReloadFailed(_log, server.System, e);
        }
    }

    private AdminPort? OpenAdminPort()
    {
        if (options.Admin.IsOff)
        {
            return null;
        }

        try
        {
            return AdminPort.Open(options.Admin.EndPointFor(options.ReadyJson));
        }
        catch (ServerStartException e) when (options.Admin.EndPoint is null)
        {
            HostingLog.NoAdmin(_log, e.Message);
            return null;
        }
    }

    private async Task PrintReadyLineAsync(ServerAddresses addresses, string? admin)
    {
        string line = options.ReadyJson
            ? ReadyLine.Json(server.System, Environment.ProcessId, addresses, admin)
            : ReadyLine.Human(server.System, Environment.ProcessId, addresses, admin);
        await edge.Out.WriteLineAsync(line).ConfigureAwait(false);
        await edge.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task StartBesideAsync(AdminPort? adminPort, List<IAsyncDisposable> beside)
    {
        if (adminPort is not null)
        {
            try
            {
                beside.Add(await StartAdminAsync(adminPort).ConfigureAwait(false));
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or TypeInitializationException)
            {
                // Expected at most where the web stack itself is broken or missing: clients of the server matter more.
                adminPort.Dispose();
                HostingLog.AdminFailed(_log, adminPort.Url, e);
            }
        }

        if (options.Otlp is { } otlp)
        {
            try
            {
                beside.Add(StartOtlp(otlp));
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException or NotSupportedException)
            {
                HostingLog.OtlpFailed(_log, otlp, e);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<IAsyncDisposable> StartAdminAsync(AdminPort port) =>
        AdminEndpoint.StartAsync(port, new AdminView(server, () => _stage), options.Meters, logs);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IAsyncDisposable StartOtlp(Uri address) => OtlpExport.Start(address, server.System, options.Meters);

    private async Task<ServerEnd> DrainAsync(StopReason reason)
    {
        _stage = ServerStage.Draining;
        HostingLog.Draining(_log, server.System, reason, options.DrainTime.TotalSeconds);
        using CancellationTokenSource force = new();
        Task<bool> drain = server.DrainAsync(options.DrainTime, force.Token).AsTask();
        Task limit = Task.Delay(options.DrainTime + DrainGrace, edge.Time, force.Token);
        Task first = await Task.WhenAny(drain, edge.Stop.Second, limit).ConfigureAwait(false);
        if (first == edge.Stop.Second)
        {
            HostingLog.Forced(_log, server.System);
            await force.CancelAsync().ConfigureAwait(false);
            return ServerEnd.Forced;
        }

        bool drained = first == drain && await drain.ConfigureAwait(false);
        await force.CancelAsync().ConfigureAwait(false);
        if (!drained)
        {
            HostingLog.CutOff(_log, server.System);
            return ServerEnd.CutOff;
        }

        HostingLog.Drained(_log, server.System);
        return ServerEnd.Drained;
    }

    private async Task DisposeAllAsync(List<IAsyncDisposable> beside)
    {
        foreach (IAsyncDisposable each in beside)
        {
            await each.DisposeAsync().ConfigureAwait(false);
        }

        await server.DisposeAsync().ConfigureAwait(false);
    }
}
