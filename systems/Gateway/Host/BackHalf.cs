using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Admin;
using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Listening;
using Millrace.Shards;

namespace Millrace.Gateway.Host;

/// <summary>What a gateway has beyond its clients: the switchboard and the port for backends, both on the first shard.</summary>
internal sealed class BackHalf : IDisposable
{
    private readonly GatewayBackendOptions _options;
    private readonly GatewayOptions _all;
    private readonly ILogger _log;
    private Switchboard? _switchboard;
    private SwitchboardHub? _hub;
    private BackendListener? _listener;
    private BackendMetrics? _metrics;

    public BackHalf(GatewayOptions options, ILogger log)
    {
        _all = options;
        _options = options.Backends;
        _log = log;
        Sessions = new RoutedSessions(options.ToDeliveryOptions(), Connect);
    }

    /// <summary>The clients, who are served through here.</summary>
    public ClientSessions Sessions { get; }

    /// <summary>Backends that are there. From any thread, as everything here.</summary>
    public long Backends => _listener?.Counters.Joined ?? 0;

    /// <summary>True when the backend port accepts nobody any more for a reason that should not exist.</summary>
    public bool HasDied => _listener is { HasDied: true };

    /// <summary>The pages about what is routed; empty before the start.</summary>
    public IReadOnlyList<AdminPage> Pages => _listener is null ? [] : RoutingPages.Of(_switchboard!, _listener);

    /// <summary>Opens the port on the first shard, after the sessions' start; what it is called there.</summary>
    public async Task<string> ListenAsync(Shard first)
    {
        BackendRules rules = _options.ToRules();
        if (_options.IsTls)
        {
            rules = WithTls(rules);
        }

        IPEndPoint asked = new(_options.Address, _options.Port);
        _hub = new SwitchboardHub(_switchboard!);
        _listener = new BackendListener(first, rules, _hub, _log);
        IPEndPoint bound;
        try
        {
            bound = await _listener.ListenAsync(asked).ConfigureAwait(false);
        }
        catch (LinkException e)
        {
            throw ListenFailure.Explain(asked, e, "--backend-port");
        }

        string scheme = _options.IsTls ? "tls" : "tcp";
        GatewayLog.BackendsListening(_log, bound, scheme, _options.NeedsSecret ? "with a secret" : "without a secret");
        return $"{scheme}://{Reachable.Of(bound)}";
    }

    /// <summary>Begins to accept backends, and the time of all that is routed.</summary>
    public void Start() => _listener!.Start();

    /// <summary>Offers what is counted as metrics.</summary>
    public void Measure() => _metrics = new BackendMetrics(_listener!, _switchboard!.Counters, _hub!);

    /// <summary>Clients have gone: once backends have been told of all of them, says goodbye to them.</summary>
    /// <param name="shards">Every shard of the gateway.</param>
    public async Task CloseAsync(IEnumerable<Shard> shards)
    {
        // What clients' shards have still to say travels at the end of a turn; each gets one, and the first shard one to hear it.
        await Task.WhenAll(shards.Select(PassTurnAsync)).ConfigureAwait(false);
        await PassTurnAsync(_listener!.Shard).ConfigureAwait(false);
        await _listener.CloseAsync("The gateway stops.").ConfigureAwait(false);
    }

    public void Dispose() => _metrics?.Dispose();

    private static Task PassTurnAsync(Shard shard) => shard.RunAsync(() => shard.Delay(TimeSpan.FromMilliseconds(2)));

    private SwitchboardEvents Connect(IReadOnlyList<ShardPort> ports)
    {
        _switchboard = new Switchboard(_all.ToSwitchboardOptions(), ports, new RandomIds(), Shard.TicksPerSecond, _log);
        return new SwitchboardEvents(_switchboard);
    }

    // Apart, so that a plain port loads nothing of cryptography before it accepts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BackendRules WithTls(BackendRules rules) => rules with { Tls = TlsSettings.Load(_options.CertificateFile!, _options.KeyFile) };
}
