using System.Runtime.CompilerServices;
using Millrace.Amqp.Errors;
using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Publishing;

/// <summary>The half that waits: for a session, a channel, room, a place among the outstanding; and that gives up.</summary>
internal sealed partial class AmqpPublisher
{
    /// <summary>Lets what is outstanding finish, for as long as the token allows, and ends the publisher; nobody hangs after it.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested && _link.Current is not null && Living() is { } session
                && (_outstanding.Taken > 0 || session.Outbox.Handed < session.Outbox.Written || !AllRead))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is indefinite.
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _outstanding.Close();
        PublishSession? last;
        lock (_lock)
        {
            (last, _current) = (_current, null);
        }

        last?.End("the client was closed before the broker's word came");
        WorkMetrics.Publishers.End(this);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PublishSlowAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        long since = Time.GetTimestamp();
        while (true)
        {
            (PublishSession session, PublishChannel channel) = await ChannelAsync(message, isConfirming: false, cancellationToken).ConfigureAwait(false);
            int size = session.Outbox.Measure(message);
            if (await session.Outbox.Room.TakeAsync(size, since, cancellationToken).ConfigureAwait(false) && Write(session, channel, message, size))
            {
                Interlocked.Increment(ref _counters.Sent);
                return;
            }

            ThrowIfLost(session);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PublishResult> PublishSlowAsync(OutgoingMessage message, bool hasPlace, CancellationToken cancellationToken)
    {
        bool isWritten = false;
        long since = Time.GetTimestamp();
        try
        {
            hasPlace = hasPlace || await _outstanding.TakeAsync(1, since, cancellationToken).ConfigureAwait(false);
            if (!hasPlace)
            {
                throw new AmqpClosedException();
            }

            while (true)
            {
                (PublishSession session, PublishChannel channel) = await ChannelAsync(message, isConfirming: true, cancellationToken).ConfigureAwait(false);
                int size = session.Outbox.Measure(message);
                PendingConfirm pending = Pending();
                if (await session.Outbox.Room.TakeAsync(size, since, cancellationToken).ConfigureAwait(false) && Write(session, channel, message, size, pending))
                {
                    isWritten = true;
                    Interlocked.Increment(ref _counters.Published);
                    pending.Watch(cancellationToken);
                    return await pending.Task.ConfigureAwait(false);
                }

                Recycle(pending);
                ThrowIfLost(session);
            }
        }
        finally
        {
            // What was written gives its place back when it is settled.
            if (hasPlace && !isWritten)
            {
                _outstanding.Give(1);
            }
        }
    }

    private async ValueTask<(PublishSession Session, PublishChannel Channel)> ChannelAsync(OutgoingMessage message, bool isConfirming, CancellationToken cancellationToken)
    {
        while (true)
        {
            PublishSession session = Living() ?? await SessionAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return (session, await session.GetAsync(isConfirming, PlaceOf(message), _options.WaitForRoom, cancellationToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception) when (session.Session.Ended.IsCancellationRequested)
            {
                ThrowIfLost(session);
            }
            catch (TimeoutException exception)
            {
                throw new AmqpUnavailableException(Text($"no channel could be opened for the message within {_options.WaitForRoom.TotalSeconds:0.###} s (WaitForRoom of the publisher's options): {Reading}; the message was not sent"), exception);
            }
            catch (AlreadyClosedException exception) when (!session.Session.Connection.IsOpen)
            {
                _link.Suspect(session.Session, exception);
            }
            catch (ChannelAllocationException exception)
            {
                throw new AmqpUnavailableException(
                    $"the broker allows no more than {session.Session.Connection.ChannelMax} channels on this connection, and all are in use; lower Limit of the channel pool's options, or raise channel_max at the broker", exception);
            }
            catch (OperationInterruptedException exception)
            {
                throw ChannelErrors.Of(exception, "opening a channel to publish on; the message was not sent");
            }
        }
    }

    private async ValueTask<PublishSession> SessionAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (_options.OnLostSession == LostSessionPolicy.Throw && _link.Current is null)
        {
            throw new AmqpConnectionLostException("there is no connection to a broker at present, and the publisher's options say not to wait for one; the message was not sent");
        }

        AmqpSession session = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
        while (session.Cause is not null)
        {
            // It was lost between the link's answer and now.
            await Task.Delay(TimeSpan.FromMilliseconds(1), Time, cancellationToken).ConfigureAwait(false);
            ThrowIfClosed();
            session = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            ThrowIfClosed();
            if (_current is { } current && (ReferenceEquals(current.Session, session) || current.Session.Epoch > session.Epoch))
            {
                return current;
            }

            Stream frames = session.Frames ?? throw new NotSupportedException("This connection has no stream to publish to.");
            return _current = new PublishSession(this, session, frames, _channels + 1, _options.BufferBytes, _completions);
        }
    }

    private string Reading => _link.IsBlocked ? "the broker has blocked this connection (memory or disk alarm)" : "the broker answers late or takes little";

    /// <summary>A message that was not written for want of its session: its caller is told, or it goes on with the next session.</summary>
    private void ThrowIfLost(PublishSession session)
    {
        ThrowIfClosed();
        if (session.Session.Cause is AmqpClosedException)
        {
            throw new AmqpClosedException();
        }

        if (_options.OnLostSession == LostSessionPolicy.Throw && session.Session.Ended.IsCancellationRequested)
        {
            throw new AmqpConnectionLostException("the connection was lost while the message waited to be written; it was not sent", session.Session.Cause);
        }
    }

    private static string Text(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void ThrowIfClosed()
    {
        if (_closed.IsCancellationRequested)
        {
            throw new AmqpClosedException();
        }
    }

    private void LookForLate()
    {
        _outstanding.Expire(Time, _options.WaitForRoom, () => new AmqpUnavailableException(Text(
            $"none of the {_options.MaxOutstanding} places among the outstanding messages (MaxOutstanding) became free within {_options.WaitForRoom.TotalSeconds:0.###} s (WaitForRoom): {Reading}; the message was not sent")));
        if (_current is not { } session)
        {
            return;
        }

        session.Outbox.Room.Expire(Time, _options.WaitForRoom, () => new AmqpUnavailableException(Text(
            $"the buffer to the socket (BufferBytes) had no room within {_options.WaitForRoom.TotalSeconds:0.###} s (WaitForRoom): {Reading}; the message was not sent")));
        List<PendingConfirm> late = [];
        long now = Time.GetTimestamp();
        foreach (PublishChannel channel in session.Open(isConfirming: true))
        {
            channel.TakeLate(now, _options.ConfirmTimeout, late);
        }

        foreach (PendingConfirm pending in late)
        {
            pending.Settle(PublishOutcome.Indefinite, 0, $"the broker said nothing about the message for {_options.ConfirmTimeout.TotalSeconds:0.###} s (ConfirmTimeout)");
        }

        Settled(late, PublishOutcome.Indefinite, late.Count);
    }
}
