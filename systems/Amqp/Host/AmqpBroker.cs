using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Host.Admin;
using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Faults;
using Millrace.Amqp.Host.Listening;
using Millrace.Amqp.Host.Metrics;
using Millrace.Amqp.Wire;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Listening;
using Millrace.Shards;

namespace Millrace.Amqp.Host;

/// <summary>
/// An AMQP 0-9-1 broker in memory, to try and test on: it keeps nothing beyond its own life. One event loop has all of it, so that no message crosses a thread and nothing needs a lock.
/// </summary>
public sealed class AmqpBroker : ISystemServer
{
    private const string Stopping = "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'";

    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ProtocolFaults _faults = new();
    private Shard? _shard;
    private BrokerCore? _core;
    private BrokerListener? _listener;
    private BrokerMetrics? _metrics;

    private AmqpBroker(BrokerOptions options, ILogger log, TimeProvider time) => (_options, _log, _time) = (options, log, time);

    /// <inheritdoc/>
    public string System => "amqp";

    /// <inheritdoc/>
    public ServerHealth Health => new(
        _listener is not { HasDied: true },
        _core is { IsDraining: false, IsBlocked: false } && Connections < _options.MaxConnections,
        _core is { } core ? $"connections {Connections} of {_options.MaxConnections}, messages {core.Messages.Count}{(core.IsBlocked ? ", publishers are blocked" : "")}" : "not started");

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => _core is { } core ? [.. new BrokerPages(core).Pages, .. new FaultPages(_faults).Pages] : [];

    /// <summary>Faults to inject. From any thread, also before the start.</summary>
    public ProtocolFaults Faults => _faults;

    /// <summary>Connections now.</summary>
    public int Connections => _listener?.Count ?? 0;

    /// <summary>A broker that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">The wall clock of what it writes into messages. Null: the system's.</param>
    public static AmqpBroker Create(BrokerOptions options, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        return new AmqpBroker(options, logs.CreateLogger("Millrace.Amqp"), time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        SslServerAuthenticationOptions? tls = _options.IsTls ? LoadTls() : null;
        IPEndPoint endPoint = new(_options.Address, _options.Port);
        try
        {
            _shard = Shard.Start(new ShardOptions { Name = "amqp", Kind = _options.ShardKind });
            _core = new BrokerCore(_options, _shard, new Credentials(_options), _faults, _time, _log);
            _listener = new BrokerListener(_core, tls);
            await _shard.RunAsync(() =>
            {
                endPoint = _listener.Listen(endPoint);
                _listener.Start();
                return default;
            }).ConfigureAwait(false);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ServerStartException(e.Message, e);
        }
        catch (LinkException e)
        {
            throw ListenFailure.Explain(endPoint, e);
        }

        string scheme = _options.IsTls ? "amqps" : "amqp";
        AmqpLog.Listening(_log, endPoint, _shard.Kind.ToString(), scheme);
        return new ServerAddresses(("amqp", $"{scheme}://{Reachable.Of(endPoint)}/"));
    }

    /// <inheritdoc/>
    public void Started() => _metrics = new BrokerMetrics(_core!);

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_shard is null || _listener is null)
        {
            return true;
        }

        Task empty = Task.CompletedTask;
        await _shard.RunAsync(() =>
        {
            empty = _listener.Drain(ReplyCode.ConnectionForced, Stopping);
            return default;
        }).ConfigureAwait(false);
        try
        {
            await empty.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _metrics?.Dispose();
        _shard?.Dispose();
        return ValueTask.CompletedTask;
    }

    // Apart, so that a plain port loads nothing of cryptography before it accepts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SslServerAuthenticationOptions LoadTls() => TlsSettings.Load(_options.CertificateFile!, _options.KeyFile);
}
