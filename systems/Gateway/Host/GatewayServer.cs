using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Admission;
using Millrace.Hosting.Listening;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host;

/// <summary>A WebSocket gateway: clients on one port, spread over one event loop a processor, and backends on another.</summary>
public sealed class GatewayServer : ISystemServer
{
    // For what follows from a reset, and for backends to take what is queued for them; beyond the time that clients have.
    private static readonly TimeSpan s_afterAbort = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_forBackends = TimeSpan.FromSeconds(3);

    private readonly GatewayOptions _options;
    private readonly ClientSessions _sessions;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Seats _seats;
    private readonly BackHalf? _back;
    private readonly List<GatewayShard> _shards = [];
    private GatewayMetrics? _metrics;

    internal GatewayServer(GatewayOptions options, ClientSessions sessions, ILoggerFactory logs, TimeProvider? time = null)
        : this(options, sessions, null, LogOf(logs), time)
    {
    }

    private GatewayServer(GatewayOptions options, ClientSessions sessions, BackHalf? back, ILogger log, TimeProvider? time = null)
    {
        _options = options;
        _sessions = sessions;
        _back = back;
        _log = log;
        _time = time ?? TimeProvider.System;
        _seats = new Seats(options.MaxConnections);
    }

    /// <inheritdoc/>
    public string System => "gateway";

    /// <inheritdoc/>
    public ServerHealth Health => new(
        !_shards.Exists(shard => shard.HasDied) && _back is not { HasDied: true },
        !_seats.IsFull && !_seats.IsDraining && _back is not { Backends: 0 },
        $"connections {_seats.Taken} of {_seats.Limit}{Backends}");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => _back?.Pages ?? [];

    internal IReadOnlyList<GatewayShard> Shards => _shards;

    internal int Refusing => _seats.Refusing;

    private string Backends => _back switch
    {
        null => "",
        { Backends: 0 } => ", no backend",
        { Backends: 1 } => ", 1 backend",
        { Backends: var count } => $", {count} backends",
    };

    /// <summary>A gateway whose clients are served by backends.</summary>
    public static GatewayServer Create(GatewayOptions options, ILoggerFactory logs)
    {
        ILogger log = LogOf(logs);
        BackHalf back = new(options, log);
        return new GatewayServer(options, back.Sessions, back, log);
    }

    /// <summary>A gateway without backends that sends each message back to its client.</summary>
    public static GatewayServer Echo(GatewayOptions options, ILoggerFactory logs) => new(options, new EchoSessions(), logs);

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _back is null ? _options.ValidateEcho() : _options.Validate();
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

        StartShards(context, count);
        _sessions.Start(_shards);

        // First: a client must not wait in the accept queue of a server that finds its other port taken and ends.
        string? backends = _back is null ? null : await _back.ListenAsync(_shards[0].Shard).ConfigureAwait(false);
        foreach (GatewayShard shard in _shards)
        {
            endPoint = await ListenAsync(shard, endPoint, shared: count > 1).ConfigureAwait(false);
        }

        _back?.Start();
        _shards.ForEach(shard => shard.StartAccepting());
        string scheme = _options.IsTls ? "wss" : "ws";
        string kind = _shards[0].Shard.Kind.ToString();
        GatewayLog.Listening(_log, endPoint, count, kind, scheme);
        string clients = $"{scheme}://{Reachable.Of(endPoint)}{_options.PathPrefix}";
        return backends is null ? new ServerAddresses(("ws", clients)) : new ServerAddresses(("ws", clients), ("backend", backends));
    }

    /// <inheritdoc/>
    public void Started()
    {
        _metrics = new GatewayMetrics([.. _shards.Select(shard => shard.Counters)], _seats);
        _back?.Measure();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task empty = _seats.Drain();
        await Task.WhenAll(_shards.Select(shard => shard.CloseAllAsync(WebSocketCloseCode.GoingAway, "The server stops."))).ConfigureAwait(false);
        bool everyoneLeft = await WaitAsync(empty, limit, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_shards.Select(shard => shard.AbortAllAsync())).ConfigureAwait(false);
        if (_back is not null)
        {
            // Backends are told of every client's end before they are told goodbye.
            await WaitAsync(empty, s_afterAbort, cancellationToken).ConfigureAwait(false);
            await WaitAsync(_back.CloseAsync(_shards.Select(shard => shard.Shard)), s_forBackends, cancellationToken).ConfigureAwait(false);
        }

        return everyoneLeft;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _metrics?.Dispose();
        _back?.Dispose();
        _shards.ForEach(shard => shard.Dispose());
        return ValueTask.CompletedTask;
    }

    // Windows cannot share a port between listeners.
    private static int DefaultShards() => OperatingSystem.IsWindows() ? 1 : Environment.ProcessorCount;

    private static ILogger LogOf(ILoggerFactory logs) => logs.CreateLogger("Millrace.Gateway");

    private async Task<bool> WaitAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void StartShards(GatewayContext context, int count)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                _shards.Add(new GatewayShard(Shard.Start(new ShardOptions { Name = $"gateway-{i}", Kind = _options.ShardKind }), i, context));
            }
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ServerStartException(e.Message, e);
        }
        catch (LinkException e)
        {
            throw ListenFailure.Explain(new IPEndPoint(_options.Address, _options.Port), e);
        }
    }

    private static async Task<IPEndPoint> ListenAsync(GatewayShard shard, IPEndPoint endPoint, bool shared)
    {
        try
        {
            return await shard.ListenAsync(endPoint, shared).ConfigureAwait(false);
        }
        catch (LinkException e)
        {
            throw ListenFailure.Explain(endPoint, e);
        }
    }

    private GatewayContext MakeContext() => new()
    {
        Rules = new UpgradeRules(_options, _seats, _sessions),
        Addresses = new AddressLimits(_options.MaxConnectionsPerAddress),
        Seats = _seats,
        HandshakeTimeout = _options.HandshakeTimeout,
        SendQueues = new SendQueueBudget(_options.MaxQueuedTotalBytes),
        Sessions = _sessions,
        Log = _log,
        Tls = _options.IsTls ? LoadTls() : null,
    };

    // Apart, so that a plain port loads nothing of cryptography before it accepts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SslServerAuthenticationOptions LoadTls() => TlsSettings.Load(_options.CertificateFile!, _options.KeyFile);
}
