using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Api;
using Millrace.Hosting.Metrics;

namespace Millrace.Faults;

/// <summary>
/// The fault proxy: <c>millrace proxy</c>. The ready line names the API under <c>api</c> and each proxy's own address under its name. Metrics are at <c>/metrics</c> of the API's own
/// port, so it needs no admin endpoint.
/// </summary>
public sealed class FaultProxyServer : ISystemServer
{
    private readonly FaultProxyOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly ProxyHouse _house;
    private ProxySet? _proxies;
    private ProxyMetrics? _metrics;
    private MetricsPage? _page;
    private ApiEndpoint? _api;

    private FaultProxyServer(FaultProxyOptions options, ILoggerFactory logs)
    {
        (_options, _logs) = (options, logs);
        _house = new ProxyHouse(options, logs.CreateLogger("Millrace.Faults"));
    }

    /// <inheritdoc/>
    public string System => "proxy";

    /// <inheritdoc/>
    public ServerHealth Health => new(true, _house.Inside < _options.MaxConnections, $"proxies {_proxies?.All.Count ?? 0}, connections {_house.Inside} of {_options.MaxConnections}");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => [];

    /// <summary>Makes one; nothing listens before <see cref="StartAsync"/>.</summary>
    public static FaultProxyServer Create(FaultProxyOptions options, ILoggerFactory logs) => new(options, logs);

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Validate() is { Count: > 0 } errors) { throw new ServerStartException(string.Join(' ', errors)); }
        ProxySet proxies = _proxies = StartShards();
        List<(string Name, string Url)> addresses = [];
        foreach (ProxyDefinition wanted in _options.Proxies)
        {
            try
            {
                ProxyDefinition made = await proxies.CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
                addresses.Add((made.Name, made.Ends().Listen.Url));
            }
            catch (ProxyApiException e)
            {
                throw new ServerStartException($"Proxy '{wanted.Name}': {e.Message}. Choose another address, or port 0 for any free one.", e);
            }
        }

        _metrics = new ProxyMetrics(proxies, _house);
        _page = new MetricsPage([ProxyMetrics.Name], _logs);
        ProxyApi api = new(proxies, _page.Read, _house.Log);
        _api = await ApiEndpoint.StartAsync(_options.Api, ProxyApi.MaxBody, api.AnswerAsync, ProxyApi.Refuse, _logs).ConfigureAwait(false);
        FaultLog.Listening(_house.Log, _api.Url, addresses.Count, _options.Seed);
        return new ServerAddresses([("api", _api.Url), .. addresses]);
    }

    /// <inheritdoc/>
    /// <remarks>A proxy's clients do not know that it is there and cannot be asked to leave: it waits for their TCP connections, and cuts what is left. A UDP flow has no end to wait for.</remarks>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_proxies is not { } proxies || limit <= TimeSpan.Zero) { return true; }
        await proxies.RetireAsync(cancellationToken).ConfigureAwait(false);
        long begun = TimeProvider.System.GetTimestamp();
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (proxies.All.OfType<TcpProxy>().Any(p => Volatile.Read(ref p.Counters.Open) > 0))
        {
            if (TimeProvider.System.GetElapsedTime(begun) >= limit) { return false; }
            _ = await look.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_api is not null) { await _api.DisposeAsync().ConfigureAwait(false); }
        _page?.Dispose();
        _metrics?.Dispose();
        _proxies?.Dispose();
    }

    private ProxySet StartShards()
    {
        try
        {
            return new ProxySet(_house);
        }
        catch (Shards.LinkException e)
        {
            throw new ServerStartException($"The system has no descriptors left for an event loop ({e.Message}). Raise the limit (ulimit -n).", e);
        }
    }
}
