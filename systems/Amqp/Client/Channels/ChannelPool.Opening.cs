using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Channels;

/// <summary>The half that talks to the broker: opens channels and gets rid of them.</summary>
internal sealed partial class ChannelPool
{
    private static readonly CreateChannelOptions s_plain = new(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false);
    private static readonly TimeSpan s_longestOpening = TimeSpan.FromSeconds(30);

    public async ValueTask DisposeAsync()
    {
        List<LeaseWaiter> waiters = [];
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            Volatile.Write(ref _isClosed, true);
            while (_line.First is { } first)
            {
                Leave(first);
                waiters.Add(first);
            }
        }

        foreach (LeaseWaiter waiter in waiters)
        {
            waiter.Fail(new AmqpClosedException());
        }

        WorkMetrics.Pools.End(this);
        await _timer.DisposeAsync().ConfigureAwait(false);
        List<ChannelSlot> free = [];
        while (_free.TryTake() is { } slot)
        {
            free.Add(slot);
        }

        await Task.WhenAll(free.Select(slot => CloseAsync(Empty(slot)))).ConfigureAwait(false);

        // Back to where they were: a caller that comes now takes one, and is told that the pool is closed.
        free.ForEach(_free.Put);
    }

    private async ValueTask<ChannelLease> OpenAsync(ChannelSlot slot, long since, CancellationToken cancellationToken)
    {
        bool isOpen = false;
        try
        {
            if (slot.IsUsable(_link.Current))
            {
                isOpen = true;
                return new ChannelLease(slot, slot.BeginLease());
            }

            bool isReplaced = slot.Channel is not null;
            Drop(slot);
            using var late = new CancellationTokenSource(TimeToOpen(since), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                (slot.Session, slot.Channel) = await OpenAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw TimedOut();
            }

            Interlocked.Increment(ref _opened);
            Interlocked.Add(ref _replaced, isReplaced ? 1 : 0);
            if (Volatile.Read(ref _isClosed))
            {
                Drop(slot);
                throw new AmqpClosedException();
            }

            isOpen = true;
            return new ChannelLease(slot, slot.BeginLease());
        }
        finally
        {
            if (!isOpen)
            {
                Free(slot);
            }
        }
    }

    /// <summary>What is left of the caller's time. One that will not wait for a channel still waits for its own to be opened.</summary>
    private TimeSpan TimeToOpen(long since)
    {
        TimeSpan left = _options.AcquireTimeout - _time.GetElapsedTime(since);
        return _options.AcquireTimeout == TimeSpan.Zero ? s_longestOpening : left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async Task OpenForAsync(ChannelSlot slot, LeaseWaiter waiter)
    {
        try
        {
            waiter.Complete(await OpenAsync(slot, waiter.Since, waiter.Token).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            waiter.Fail(exception);
        }
    }

    private async Task<(AmqpSession Session, IChannel Channel)> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Volatile.Read(ref _isClosed))
            {
                throw new AmqpClosedException();
            }

            AmqpSession session = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended);
            try
            {
                return (session, await session.Connection.CreateChannelAsync(s_plain, either.Token).ConfigureAwait(false));
            }
            catch (Exception) when (session.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Nothing of the caller's was lost with that session: the next one does as well.
            }
            catch (ChannelAllocationException exception)
            {
                throw new AmqpUnavailableException(
                    $"the broker allows no more than {session.Connection.ChannelMax} channels on this connection, and all are in use; lower Limit of the channel pool's options, or raise channel_max at the broker", exception);
            }
            catch (AlreadyClosedException exception)
            {
                _link.Suspect(session, exception);
            }
        }
    }

    private void Drop(ChannelSlot slot)
    {
        if (Empty(slot) is { } channel)
        {
            _ = CloseAsync(channel);
        }
    }

    /// <summary>The channel that has to be closed, if there is one: what was on a lost connection is gone with it.</summary>
    private static IChannel? Empty(ChannelSlot slot)
    {
        IChannel? channel = slot.Session is { Ended.IsCancellationRequested: false } ? slot.Channel : null;
        slot.Channel = null;
        slot.Session = null;
        return channel;
    }

    private async Task CloseAsync(IChannel? channel)
    {
        if (channel is null)
        {
            return;
        }

        try
        {
            await channel.CloseAsync().ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            AmqpWorkLog.ChannelCloseFailed(_logger, exception.Message);
        }
    }
}
