using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links.Connecting;
using Millrace.Amqp.Links.Watching;
using Millrace.Amqp.Metrics;

namespace Millrace.Amqp.Links;

/// <summary>One session together with what is needed to watch it and to end it.</summary>
internal sealed class LinkLife(int epoch, OpenedConnection opened, AmqpOptions options, string link, ILogger logger, LinkMetrics metrics)
{
    private readonly Lock _lock = new();
    private long _lostAt;
    private long _blockedSince;
    private bool _blocked;

    public AmqpSession Session { get; } = new(epoch, opened.Connection) { Frames = opened.Stream };

    /// <summary>When the client's other connection to the same broker last heard something.</summary>
    public required Func<long?> SiblingHeard { get; init; }

    public required Action<AmqpBlockedChange> BlockedChanged { get; init; }

    public string Broker => opened.Broker.Where;

    public long LastHeard => opened.Stream.LastHeard;

    public bool IsBlocked => Volatile.Read(ref _blocked) && Session.Cause is null;

    /// <summary>Others have seen this session, since <see cref="GivenOutAt"/>.</summary>
    public bool WasGivenOut { get; private set; }

    /// <summary>When others first could see it.</summary>
    public long GivenOutAt { get; private set; }

    /// <summary>When it was opened.</summary>
    public long Begun { get; } = options.Time.GetTimestamp();

    /// <summary>When the end was noticed.</summary>
    public long LostAt => Volatile.Read(ref _lostAt);

    /// <summary>Begins to listen for the end: of the socket first, then of the library, then by questions.</summary>
    public void Begin()
    {
        opened.Connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            Block(blocked.Reason);
            return Task.CompletedTask;
        };
        opened.Connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Unblock();
            return Task.CompletedTask;
        };
        opened.Connection.ConnectionShutdownAsync += (_, said) =>
        {
            Lose(Loss.ByLibrary(Broker, said));
            return Task.CompletedTask;
        };
        opened.Stream.BeforeCloseOk = BeforeCloseOkAsync;
        opened.Stream.OnLost(exception => Lose(Loss.BySocket(Broker, exception)));
        if (options.Links.ProbeAfter > TimeSpan.Zero)
        {
            _ = ProbeAsync();
        }
    }

    /// <summary>An operation met a broken connection.</summary>
    public void EndByOperation(Exception cause) => Lose(Loss.ByOperation(Broker, cause));

    /// <summary>Others may see it from now on.</summary>
    public void NoteGivenOut()
    {
        GivenOutAt = options.Time.GetTimestamp();
        WasGivenOut = true;
    }

    /// <summary>Cuts it because the client was closed before anybody could use it; nothing where it has ended already.</summary>
    public void Abandon() => Session.End(new AmqpClosedException(), Bury);

    /// <summary>Says good-bye to the broker, after all that was sent, and lets go of the connection, at the latest when <paramref name="cancellationToken"/> is cancelled.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (!Session.End(new AmqpClosedException()))
        {
            return;
        }

        Unblock();
        try
        {
            await opened.Connection.CloseAsync(RabbitMQ.Client.Constants.ReplySuccess, "Goodbye", options.CloseTimeout, abort: false, CancellationToken.None)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Gone already, or too slow: it is cut now.
        }

        Bury();
    }

    private void Lose(AmqpConnectionLostException cause)
    {
        Interlocked.CompareExchange(ref _lostAt, options.Time.GetTimestamp(), 0);
        // Cut first, which takes no time: those who are told may have code that does.
        if (!Session.End(cause, Bury))
        {
            return;
        }

        Unblock();
        LinkLog.Lost(logger, link, epoch, cause.Message);
    }

    private void Bury() => Burial.Of(opened.Connection, opened.Stream);

    // The library's writing loop stands meanwhile: neither a mistake nor the end of the session may keep it.
    private async ValueTask BeforeCloseOkAsync(ushort channel)
    {
        try
        {
            if (Session.BeforeCloseOk is { } before)
            {
                await before(channel).AsTask().WaitAsync(Session.Ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Session.Cause is not null)
        {
            // Nothing goes out any more.
        }
        catch (Exception exception)
        {
            LinkLog.CloseOkUnprepared(logger, link, channel, exception);
        }
    }

    private async Task ProbeAsync()
    {
        var prober = new Prober(opened, options.Links, options.Time, metrics) { IsBlocked = () => IsBlocked, SiblingHeard = SiblingHeard };
        try
        {
            Lose(Loss.ByProbe(Broker, await prober.WatchAsync(Session.Ended).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            // Ended otherwise.
        }
        catch (Exception exception)
        {
            EndByOperation(exception);
        }
    }

    private void Block(string reason)
    {
        lock (_lock)
        {
            if (_blocked || Session.Cause is not null)
            {
                return;
            }

            _blocked = true;
            _blockedSince = options.Time.GetTimestamp();
        }

        LinkLog.Blocked(logger, link, reason);
        BlockedChanged(new AmqpBlockedChange(link, reason));
    }

    private void Unblock()
    {
        TimeSpan after;
        lock (_lock)
        {
            if (!_blocked)
            {
                return;
            }

            _blocked = false;
            after = options.Time.GetElapsedTime(_blockedSince);
        }

        metrics.Unblocked(after);
        LinkLog.Unblocked(logger, link, after.TotalSeconds);
        BlockedChanged(new AmqpBlockedChange(link, null));
    }
}
