using Millrace.Engine;
using Millrace.Engine.Subjects;
using Millrace.Shards;

namespace Millrace.Amqp.Load.Subject;

/// <summary>What <c>millrace subject amqp</c> runs: tasks on the ordinary thread pool that use the client library as any service does.</summary>
public sealed class AmqpSubject : ISubject
{
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private AmqpClient? _client;
    private CutLine? _line;
    private RunQueues? _queues;
    private MessageWork? _messages;
    private IWork? _work;
    private SubjectMeter? _meter;
    private AmqpSettings? _settings;
    private int _disconnects;
    private long _blockedAt;

    /// <inheritdoc/>
    public bool IsConnected => _client is { State: AmqpState.Connected };

    /// <inheritdoc/>
    public bool IsHeldBack => _client is { IsBlocked: true };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Facts
    {
        get
        {
            lock (_facts)
            {
                return new Dictionary<string, string>(_facts, StringComparer.Ordinal);
            }
        }
    }

    /// <inheritdoc/>
    public async Task ConnectAsync(SubjectSeat seat, SubjectMeter meter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seat);
        AmqpSettings settings = _settings = AmqpSettings.Read(seat.Parameters, out _);
        _meter = meter;
        Uri target = new(seat.Target);
        if (seat.Mode == AmqpModes.Recover)
        {
            _line = CutLine.Open(seat.Via ?? $"{target.DnsSafeHost}:{(target.Port > 0 ? target.Port : target.Scheme == "amqps" ? 5671 : 5672)}");
        }

        AmqpClient client = _client = await BrokerDoor.ConnectAsync(seat, settings, _line?.Address ?? seat.Via, cancellationToken).ConfigureAwait(false);
        client.StateChanged += (_, change) => Changed(client, change);
        client.BlockedChanged += (_, change) => Blocked(change);
        lock (_facts)
        {
            _facts["broker"] = client.Broker;
        }

        long run = BitConverter.ToInt64(Guid.NewGuid().ToByteArray());
        _queues = new RunQueues(client, settings, FormattableString.Invariant($"{settings.Prefix}.{run:x16}"));
        if (seat.Mode != AmqpModes.Pool)
        {
            await _queues.DeclareAsync(seat.WarmUpSeconds + seat.DurationSeconds, cancellationToken).ConfigureAwait(false);
            _messages = new MessageWork(client, settings, seat, _queues.Names, meter, run);
        }

        if (settings.Consumers > 0)
        {
            long before = Shard.Now;
            await _messages!.StartConsumersAsync(cancellationToken).ConfigureAwait(false);
            meter.Count(AmqpCounts.StartUpUs, Ticks.ToMicroseconds(Shard.Now - before), always: true);
        }

        var held = new HeldChannels(meter);
        _work = seat.Mode switch
        {
            AmqpModes.Publish => new PublishWork(_messages!),
            AmqpModes.Confirm => new ConfirmWork(_messages!),
            AmqpModes.Consume => settings.Confirms ? new ConfirmWork(_messages!) : new PublishWork(_messages!),
            AmqpModes.Burst => new BurstWork(_messages!, settings),
            AmqpModes.Pool => new PoolWork(client.Channels, held, settings.Yields),
            AmqpModes.Mixed => new MixedWork(client.Channels, held, _messages!, settings.Confirms),
            AmqpModes.Recover => new RecoverWork(_messages!, _line!, meter, seat.Clients),
            _ => throw new ClientException("mode", $"the subject knows no mode '{seat.Mode}'"),
        };
    }

    /// <inheritdoc/>
    public ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken) => _work!.StepAsync(task, cancellationToken);

    /// <inheritdoc/>
    public Task<long> SettleAsync(CancellationToken cancellationToken) =>
        _messages is { HasConsumers: true } messages ? messages.SettleAsync(cancellationToken) : Task.FromResult(0L);

    /// <inheritdoc/>
    public async Task ReckonAsync(CancellationToken cancellationToken)
    {
        (_work as RecoverWork)?.End();
        int lost = Volatile.Read(ref _disconnects);
        Count(AmqpCounts.Disconnects, lost);
        if (_client is not { } client)
        {
            return;
        }

        Count(AmqpCounts.DoubleReleases, client.Channels.Totals.DoubleReleases + client.Channels.Totals.UsesAfterRelease);
        Count(AmqpCounts.ChannelsOpened, client.Channels.Totals.Opened);
        Count(AmqpCounts.StaleAcks, client.Consumers.Totals.StaleAcks);
        Blocked(isBlocked: false);
        Count(AmqpCounts.StrayChannelErrors, client.Consumers.Totals.Cancellations + client.Consumers.Totals.DoubleAcks);
        if (_messages is { } messages)
        {
            await messages.ReckonAsync(_queues!, () => Volatile.Read(ref _disconnects) > 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_client is { } client)
        {
            await client.Consumers.StopAsync(cancellationToken).ConfigureAwait(false);
            await (_queues?.DeleteAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            await client.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
            if (client.State != AmqpState.Closed)
            {
                await (_queues?.DeleteAsync(limit.Token) ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await client.CloseAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _line?.Dispose();
    }

    private void Blocked(AmqpBlockedChange change)
    {
        if (change.Link == "publish")
        {
            Blocked(change.IsBlocked);
        }
    }

    private void Blocked(bool isBlocked)
    {
        long before = Interlocked.Exchange(ref _blockedAt, isBlocked ? Shard.Now : 0);
        if (before > 0)
        {
            Count(AmqpCounts.BlockedMs, (long)Math.Ceiling(Ticks.ToMilliseconds(Shard.Now - before)));
        }
    }

    private void Changed(AmqpClient client, AmqpStateChange change)
    {
        if (change.State == AmqpState.Connected && client.State == AmqpState.Connected)
        {
            _meter!.ConnectedAgain();
        }

        if (change.State is AmqpState.Recovering or AmqpState.Refused && change.Cause is not null)
        {
            Interlocked.Increment(ref _disconnects);
            _meter!.Disconnected(change.Link);
        }
    }

    private void Count(string name, long amount) => _meter!.Count(name, amount, always: true);
}
