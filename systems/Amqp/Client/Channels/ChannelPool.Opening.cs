using Millrace.Amqp.Errors;
using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Channels;

/// <summary>The half that talks to the broker: opens channels and gets rid of them.</summary>
internal sealed partial class ChannelPool
{
    private static readonly CreateChannelOptions s_plain = new(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
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
        try
        {
            return await OpenInAsync(slot, since, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelAllocationException exception) when (_options.AcquireTimeout == TimeSpan.Zero)
        {
            throw NoMore(exception);
        }
        catch (ChannelAllocationException)
        {
            // There are channels, only fewer than the limit: one of them will do.
        }

        return await WaitAsync(since, cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenForAsync(ChannelSlot slot, LeaseWaiter waiter)
    {
        try
        {
            waiter.Complete(await OpenInAsync(slot, waiter.Since, waiter.Token).ConfigureAwait(false));
        }
        catch (ChannelAllocationException exception)
        {
            PutBack(waiter, exception);
        }
        catch (Exception exception)
        {
            waiter.Fail(exception);
        }
    }

    /// <summary>
    /// A lease of this slot, which the caller has taken; the slot is given back where there is none. Opening is the pool's and not the caller's: a caller that gives up leaves an opening
    /// behind that goes on, and the channel that comes of it is the slot's. (One that is given up half-way would keep its number for as long as the connection lives.)
    /// </summary>
    private async ValueTask<ChannelLease> OpenInAsync(ChannelSlot slot, long since, CancellationToken cancellationToken)
    {
        if (slot.IsUsable(_link.Current))
        {
            return new ChannelLease(slot, slot.BeginLease());
        }

        using var late = new CancellationTokenSource(TimeToOpen(since), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        Task opening = FillAsync(slot, either.Token);
        try
        {
            await opening.WaitAsync(either.Token).ConfigureAwait(false);
            return new ChannelLease(slot, slot.BeginLease());
        }
        catch (Exception exception)
        {
            bool isLate = exception is OperationCanceledException && late.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            _ = GiveBackAsync(slot, opening);
            if (isLate)
            {
                throw TimedOutOpening();
            }

            throw;
        }
    }

    /// <summary>The slot of a caller that got no lease: free again once its opening has come to an end, or not before the session ends where the broker allows no further channel on it.</summary>
    private async Task GiveBackAsync(ChannelSlot slot, Task opening)
    {
        bool isLeftBehind = !opening.IsCompleted;

        // Never within the caller: whoever gets the slot next may fail as fast, and so on through the whole line.
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (opening.Exception?.InnerException is ChannelAllocationException && slot.Session is { } session)
        {
            slot.Session = null;
            session.Ended.UnsafeRegister(
                static state =>
                {
                    (ChannelPool pool, ChannelSlot slot) = ((ChannelPool, ChannelSlot))state!;
                    Interlocked.Decrement(ref pool._retired);
                    ThreadPool.UnsafeQueueUserWorkItem(static given => given.pool.Free(given.slot), (pool, slot), preferLocal: false);
                },
                (this, slot));
            FailAllWhereNoneIsLeft();
            return;
        }

        if (isLeftBehind && opening.Exception is { } failure)
        {
            AmqpWorkLog.LateOpeningFailed(_logger, failure.InnerException!.Message);
        }

        if (Volatile.Read(ref _isClosed))
        {
            Drop(slot);
        }

        Free(slot);
    }

    /// <summary>What is left of the caller's time. One that will not wait for a channel still waits for its own to be opened.</summary>
    private TimeSpan TimeToOpen(long since)
    {
        TimeSpan left = _options.AcquireTimeout - _time.GetElapsedTime(since);
        return _options.AcquireTimeout == TimeSpan.Zero ? s_longestOpening : left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>One who was first in line, and whose slot turned out to be above what the broker allows, is first again.</summary>
    private void PutBack(LeaseWaiter waiter, ChannelAllocationException exception)
    {
        try
        {
            lock (_lock)
            {
                ThrowIfClosed();
                ThrowIfNone(exception);
                _line.AddFirst(waiter);
                Interlocked.Increment(ref _waiting);
                _isTimed = true;
                _timer.Change(TimeToOpen(waiter.Since), Timeout.InfiniteTimeSpan);
            }
        }
        catch (AmqpException failure)
        {
            waiter.Fail(failure);
            return;
        }

        if (waiter.Token.IsCancellationRequested)
        {
            // It was cancelled while it stood nowhere.
            GiveUp(waiter);
        }

        // One may have become free before anybody could see that somebody waits.
        if (Interlocked.Exchange(ref _isServing, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Nobody waits for what cannot come.</summary>
    private void FailAllWhereNoneIsLeft()
    {
        List<LeaseWaiter> waiters = [];
        lock (_lock)
        {
            while (Volatile.Read(ref _retired) >= _slots.Length && _line.First is { } first)
            {
                Leave(first);
                waiters.Add(first);
            }
        }

        foreach (LeaseWaiter waiter in waiters)
        {
            waiter.Fail(NoMore(null));
        }
    }

    private void ThrowIfNone(ChannelAllocationException? exception)
    {
        if (Volatile.Read(ref _retired) >= _slots.Length)
        {
            throw NoMore(exception);
        }
    }

    private AmqpUnavailableException NoMore(ChannelAllocationException? exception) => new(
        $"the broker allows no more than {_link.Current?.Connection.ChannelMax} channels on this connection, and all are in use; lower Limit of the channel pool's options, or raise channel_max at the broker", exception);

    /// <summary>Opens a channel in this slot. The token ends the wait for a connection, never the opening itself.</summary>
    private async Task FillAsync(ChannelSlot slot, CancellationToken cancellationToken)
    {
        bool isReplaced = slot.Channel is not null;
        Drop(slot);
        while (true)
        {
            ThrowIfClosed();
            AmqpSession session = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
            while (_link.IsBlocked && session.Cause is null)
            {
                // The broker would not read the question, and after AnswerTimeout its number would be lost.
                await Task.Delay(s_look, _time, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                slot.Channel = await session.Connection.CreateChannelAsync(s_plain, session.Ended).ConfigureAwait(false);
                slot.Session = session;
                break;
            }
            catch (Exception) when (session.Ended.IsCancellationRequested)
            {
                // Nothing of the caller's was lost with that session: the next one does as well.
            }
            catch (ChannelAllocationException)
            {
                slot.Session = session;
                Interlocked.Increment(ref _retired);
                throw;
            }
            catch (AlreadyClosedException exception)
            {
                _link.Suspect(session, exception);
            }
            catch (OperationInterruptedException exception)
            {
                throw ChannelErrors.Of(exception, "opening a channel for the pool");
            }
            catch (OperationCanceledException exception)
            {
                throw new AmqpUnavailableException("the broker did not answer the opening of a channel within AnswerTimeout of the link's options; nothing was sent on it", exception);
            }
        }

        Interlocked.Increment(ref _opened);
        Interlocked.Add(ref _replaced, isReplaced ? 1 : 0);
        if (Volatile.Read(ref _isClosed))
        {
            Drop(slot);
            throw new AmqpClosedException();
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
