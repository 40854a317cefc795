using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links.Connecting;
using Millrace.Amqp.Metrics;
using Millrace.Amqp.Options;

namespace Millrace.Amqp.Links;

/// <summary>The link over RabbitMQ.Client: one task makes sessions, one after another, until it is closed.</summary>
#pragma warning disable CA1001 // a source without a timer or a handle holds nothing to dispose; CloseAsync ends the rest
internal sealed class AmqpLink : IAmqpLink
#pragma warning restore CA1001
{
    private readonly string _name;
    private readonly AmqpOptions _options;
    private readonly ILogger _logger;
    private readonly LinkMetrics _metrics;
    private readonly ConnectRace _race;
    private readonly ShortLives _shortLives;
    private readonly Guests _guests;
    private readonly Telling _telling;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource<AmqpSession> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AmqpSession? _current;
    private LinkLife? _life;
    private Task _living = Task.CompletedTask;
    private AmqpException? _lastFailure;
    private int _epoch;
    private bool _refused;

    public AmqpLink(string name, AmqpOptions options, ILogger logger)
    {
        _name = name;
        _options = options;
        _logger = logger;
        _metrics = new LinkMetrics(name);
        _guests = new Guests(name, options, logger);
        _telling = new Telling(name, logger);
#pragma warning disable CA5394 // chance spreads attempts over time and protects nothing
        var chance = new Random(options.Seed ?? HashCode.Combine(Environment.ProcessId, options.Time.GetTimestamp(), name));
#pragma warning restore CA5394
        BrokerHost[] hosts = [.. options.Brokers.Select(uri => new BrokerHost(BrokerAddress.Parse(uri), options.Time))];
        _race = new ConnectRace(options, hosts, new BrokerDial(options, name), NewPlan, _metrics) { Failed = NoteFailure };
        _shortLives = new ShortLives(options.Links, NewPlan);

        AttemptPlan NewPlan() => new(options.Links, chance);
    }

    /// <summary>Told of every change of <see cref="State"/>, one after another.</summary>
    public event Action<AmqpStateChange>? StateChanged;

    /// <summary>Told when the broker blocks the connection and lets it go on.</summary>
    public event Action<AmqpBlockedChange>? BlockedChanged;

    /// <summary>The client's other link, whose health tells a busy broker from a dead network.</summary>
    public AmqpLink? Sibling { get; set; }

    public string Name => _name;

    /// <summary>Counts the connections made.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    public LinkMetrics Metrics => _metrics;

    /// <summary>Why the last attempt failed; null while connected.</summary>
    public AmqpException? LastFailure => Current is null ? Volatile.Read(ref _lastFailure) : null;

    public AmqpSession? Current => Volatile.Read(ref _current) is { Cause: null } session ? session : null;

    public bool IsBlocked => Volatile.Read(ref _life) is { IsBlocked: true };

    /// <summary>The broker of the present connection, or null.</summary>
    public string? Broker => Current is null ? null : Volatile.Read(ref _life)?.Broker;

    public AmqpState State => _closing.IsCancellationRequested ? AmqpState.Closed
        : Current is not null ? AmqpState.Connected
        : Volatile.Read(ref _refused) ? AmqpState.Refused
        : Epoch == 0 ? AmqpState.Connecting : AmqpState.Recovering;

    public ValueTask<AmqpSession> GetAsync(CancellationToken cancellationToken) =>
        Current is { } session ? ValueTask.FromResult(session) : WaitAsync(_options.Links.WaitForConnection, cancellationToken);

    public void Add(ISessionGuest guest) => _guests.Add(guest);

    public void Remove(ISessionGuest guest) => _guests.Remove(guest);

    public void Suspect(AmqpSession session, Exception cause)
    {
        if (Volatile.Read(ref _life) is { } life && life.Session == session)
        {
            life.EndByOperation(cause);
        }
    }

    /// <summary>Makes the first connection; afterwards the link keeps itself alive.</summary>
    /// <exception cref="AmqpException">It could not be made.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        OpenedConnection opened;
        try
        {
            opened = await _race.WinFirstAsync(_options.Links.FirstConnectFor, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AmqpClosedException();
        }

        _living = LiveAsync(opened);
        // Not WaitForConnection, which may be zero: this caller waits for what it has just begun.
        await WaitAsync(_options.Links.SettleTimeout + _options.Links.ConnectTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends for good: waiters get <see cref="AmqpClosedException"/> at once, and the broker a good-bye after everything that was sent.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        bool wasOpen = Current is not null;
        await _closing.CancelAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _next.TrySetCanceled(CancellationToken.None);
        }

        if (Volatile.Read(ref _life) is { } life)
        {
            await life.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        await _living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (wasOpen)
        {
            LinkLog.Closed(_logger, _name);
        }

        Tell(AmqpState.Closed, null, null);
    }

    private async ValueTask<AmqpSession> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long start = _options.Time.GetTimestamp();
        while (true)
        {
            Task<AmqpSession> next;
            lock (_lock)
            {
                if (_closing.IsCancellationRequested)
                {
                    throw new AmqpClosedException();
                }

                if (_next.Task is { IsCompletedSuccessfully: true, Result: { Cause: not null } })
                {
                    _next = new TaskCompletionSource<AmqpSession>(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                next = _next.Task;
            }

            try
            {
                TimeSpan left = patience - _options.Time.GetElapsedTime(start);
                AmqpSession session = await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _options.Time, cancellationToken).ConfigureAwait(false);
                if (session.Cause is null)
                {
                    return session;
                }
            }
            catch (TimeoutException)
            {
                throw Unavailable(patience);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new AmqpClosedException();
            }
        }
    }

    private AmqpUnavailableException Unavailable(TimeSpan patience) => new(
        string.Create(CultureInfo.InvariantCulture, $"there was no {_name} connection for {patience.TotalSeconds:0.###} s{(LastFailure is { } last ? $": {last.Message}" : "")}"), LastFailure);

    private async Task LiveAsync(OpenedConnection first)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        OpenedConnection? opened = first;
        long lostAt = 0;
        bool wasLost = false;
        TimeSpan rest = TimeSpan.Zero;
        while (true)
        {
            LinkLife? life = null;
            try
            {
                opened ??= await _race.WinAsync(lostAt, rest, _closing.Token).ConfigureAwait(false);
                life = NewLife(opened);
                opened = null;
                await LiveAsync(life, wasLost ? lostAt : null).ConfigureAwait(false);
                if (_closing.IsCancellationRequested)
                {
                    return;
                }

                rest = RestAfter(life);
                Tell(AmqpState.Recovering, life.Session.Cause, null);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was: a link that ended here would leave everybody without a connection for ever.
                LinkLog.Stumbled(_logger, _name, exception);
                rest = _options.Links.FastDelay;
            }

            // An outage lasts until somebody could use a connection again.
            if (life is { WasGivenOut: true } || !wasLost)
            {
                lostAt = life?.LostAt ?? _options.Time.GetTimestamp();
                wasLost = true;
            }
        }
    }

    private LinkLife NewLife(OpenedConnection opened) => new(Interlocked.Increment(ref _epoch), opened, _options, _name, _logger, _metrics)
    {
        SiblingHeard = () => Sibling is { } sibling && Volatile.Read(ref sibling._life) is { } other && other.Broker == opened.Broker.Where ? other.LastHeard : null,
        BlockedChanged = change => _telling.Tell(() => BlockedChanged?.Invoke(change)),
    };

    private async Task LiveAsync(LinkLife life, long? lostAt)
    {
        try
        {
            Volatile.Write(ref _life, life);
            life.Begin();
            if (_closing.IsCancellationRequested)
            {
                // CloseAsync may have looked before this one was there, and says good-bye to nobody then.
                life.Abandon();
            }

            await Task.WhenAny(_guests.SettleAsync(life.Session), life.Session.Over).ConfigureAwait(false);
            GiveOut(life, lostAt);
            await life.Session.Over.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            life.EndByOperation(exception);
            throw;
        }
        finally
        {
            NoteEnd(life);
        }
    }

    private TimeSpan RestAfter(LinkLife life)
    {
        TimeProvider time = _options.Time;
        TimeSpan rest = _shortLives.RestAfter(
            time.GetElapsedTime(life.Begun, life.LostAt), life.WasGivenOut ? time.GetElapsedTime(life.GivenOutAt, life.LostAt) : null,
            (life.Session.Cause as AmqpConnectionLostException)?.Reason ?? AmqpLossCause.Operation, time.GetElapsedTime(0, life.LostAt));
        if (_shortLives.InARow > 1 && BitOperations.IsPow2(_shortLives.InARow))
        {
            LinkLog.ShortLived(_logger, _name, _shortLives.InARow, rest.TotalSeconds);
        }

        return rest;
    }

    private void GiveOut(LinkLife life, long? lostAt)
    {
        if (life.Session.Cause is not null)
        {
            return;
        }

        TimeSpan? outage = lostAt is { } since ? _options.Time.GetElapsedTime(since) : null;
        life.NoteGivenOut();
        Volatile.Write(ref _refused, false);
        Volatile.Write(ref _lastFailure, null);
        lock (_lock)
        {
            Volatile.Write(ref _current, life.Session);
            if (_next.Task.IsCompleted)
            {
                _next = new TaskCompletionSource<AmqpSession>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _next.TrySetResult(life.Session);
        }

        _metrics.Opened(outage);
        if (outage is { } away)
        {
            LinkLog.Recovered(_logger, _name, life.Broker, away.TotalMilliseconds, life.Session.Epoch);
        }
        else
        {
            LinkLog.Opened(_logger, _name, life.Broker, life.Session.Epoch);
        }

        Tell(AmqpState.Connected, null, outage);
    }

    private void NoteEnd(LinkLife life)
    {
        if (life.WasGivenOut && life.Session.Cause is AmqpConnectionLostException lost)
        {
            _metrics.Lost(lost.Reason);
        }
        else if (life.WasGivenOut)
        {
            _metrics.Closed();
        }
    }

    private void NoteFailure(AmqpException failure)
    {
        // Twenty attempts a second must not be twenty lines a second: one for each reason.
        bool news = Interlocked.Exchange(ref _lastFailure, failure)?.Message != failure.Message;
        if (failure is not AmqpRefusedException)
        {
            Volatile.Write(ref _refused, false);
            if (news && Epoch > 0)
            {
                LinkLog.StillAway(_logger, _name, failure.Message);
            }

            return;
        }

        bool before = Volatile.Read(ref _refused);
        Volatile.Write(ref _refused, true);
        if ((news || !before) && Epoch > 0)
        {
            LinkLog.Refused(_logger, _name, failure.Message);
            Tell(AmqpState.Refused, failure, null);
        }
    }

    private void Tell(AmqpState state, Exception? cause, TimeSpan? outage)
    {
        var change = new AmqpStateChange(_name, state, Epoch, cause, outage);
        _telling.Tell(() => StateChanged?.Invoke(change));
    }
}
