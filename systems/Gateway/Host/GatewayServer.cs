using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host;

/// <summary>A WebSocket gateway: clients on one port, spread over one event loop a processor.</summary>
public sealed class GatewayServer : ISystemServer
{
    private readonly GatewayOptions _options;
    private readonly ClientSessions _sessions;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Seats _seats;
    private readonly List<GatewayShard> _shards = [];
    private GatewayMetrics? _metrics;

    internal GatewayServer(GatewayOptions options, ClientSessions sessions, ILoggerFactory logs, TimeProvider? time = null)
    {
        _options = options;
        _sessions = sessions;
        _log = logs.CreateLogger("Millrace.Gateway");
        _time = time ?? TimeProvider.System;
        _seats = new Seats(options.MaxConnections);
    }

    /// <inheritdoc/>
    public string System => "gateway";

    /// <inheritdoc/>
    public ServerHealth Health => new(
        !_shards.Exists(shard => shard.HasDied),
        !_seats.IsFull && !_seats.IsDraining,
        $"connections {_seats.Taken} of {_seats.Limit}");

    internal IReadOnlyList<GatewayShard> Shards => _shards;

    internal int Refusing => _seats.Refusing;

    /// <summary>A gateway without backends that sends each message back to its client.</summary>
    public static GatewayServer Echo(GatewayOptions options, ILoggerFactory logs) => new(options, new EchoSessions(), logs);

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        GatewayContext context = MakeContext();
        int count = _options.Shards > 0 ? _options.Shards : DefaultShards();
        IPEndPoint endPoint = new(_options.Address, _options.Port);
        if (count > 1 && endPoint.Port != 0)
        {
            PortProbe.ThrowIfTaken(endPoint);
        }

        for (int i = 0; i < count; i++)
        {
            endPoint = await OpenShardAsync(context, i, endPoint, shared: count > 1).ConfigureAwait(false);
        }

        _shards.ForEach(shard => shard.StartAccepting());
        _metrics = new GatewayMetrics([.. _shards.Select(shard => shard.Counters)], _seats);
        string scheme = _options.IsTls ? "wss" : "ws";
        string kind = _shards[0].Shard.Kind.ToString();
        GatewayLog.Listening(_log, endPoint, count, kind, scheme);
        return new ServerAddresses(("ws", $"{scheme}://{Reachable(endPoint)}{_options.PathPrefix}"));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task empty = _seats.Drain();
        await Task.WhenAll(_shards.Select(shard => shard.CloseAllAsync(WebSocketCloseCode.GoingAway, "The server stops."))).ConfigureAwait(false);
        bool everyoneLeft = true;
        try
        {
            await empty.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            everyoneLeft = false;
        }

        await Task.WhenAll(_shards.Select(shard => shard.AbortAllAsync())).ConfigureAwait(false);
        return everyoneLeft;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _metrics?.Dispose();
        _shards.ForEach(shard => shard.Dispose());
        return ValueTask.CompletedTask;
    }

    // Windows cannot share a port between listeners.
    private static int DefaultShards() => OperatingSystem.IsWindows() ? 1 : Environment.ProcessorCount;

    // "Any" is an address to listen on, not one to call.
    private static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port)
        : bound;

    private async Task<IPEndPoint> OpenShardAsync(GatewayContext context, int index, IPEndPoint endPoint, bool shared)
    {
        try
        {
            GatewayShard shard = new(Shard.Start(new ShardOptions { Name = $"gateway-{index}", Kind = _options.ShardKind }), index, context);
            _shards.Add(shard);
            return await shard.ListenAsync(endPoint, shared).ConfigureAwait(false);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ServerStartException(e.Message, e);
        }
        catch (LinkException e)
        {
            throw ListenFailure.Explain(endPoint, e);
        }
    }

    private GatewayContext MakeContext() => new()
    {
        Rules = new UpgradeRules(_options, _seats),
        Addresses = new AddressLimits(_options.MaxConnectionsPerAddress),
        Seats = _seats,
        HandshakeTimeout = _options.HandshakeTimeout,
        Sessions = _sessions,
        Log = _log,
        Tls = _options.IsTls ? LoadTls() : null,
    };

    // Apart, so that a plain port loads nothing of cryptography before it accepts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SslServerAuthenticationOptions LoadTls() => TlsSettings.Load(_options.CertificateFile!, _options.KeyFile);
}
