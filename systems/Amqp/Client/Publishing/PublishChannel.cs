using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// One channel of the publisher, opened through RabbitMQ.Client; its messages go out through the <see cref="FrameOutbox"/>. With confirms, the sequence number of a message is taken under the
/// same lock under which it is written, so that the broker counts as we do.
/// </summary>
internal sealed class PublishChannel
{
    private static readonly TimeSpan s_asking = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_handing = TimeSpan.FromMilliseconds(5);
    private readonly AmqpPublisher _publisher;
    private readonly FrameOutbox _outbox;
    private readonly IChannel _channel;
    private readonly ushort _number;
    private readonly Lock _lock = new();
    private readonly ConfirmTable<PendingConfirm> _table = new();
    private readonly List<PendingConfirm> _heard = [];
    private ulong _lastReturned;
    private long _sent;
    private long _processed;
    private bool _isAsking;
    private bool _isStopped;
    private bool _isOver;

    private PublishChannel(AmqpPublisher publisher, AmqpSession session, FrameOutbox outbox, IChannel channel)
    {
        _publisher = publisher;
        _outbox = outbox;
        _channel = channel;
        _number = (ushort)channel.ChannelNumber;
        Session = session;
    }

    public AmqpSession Session { get; }

    public IChannel Channel => _channel;

    /// <summary>Its number on the connection.</summary>
    public ushort Number => _number;

    /// <summary>Nothing can be published on it any more.</summary>
    public bool IsOver => Volatile.Read(ref _isStopped);

    /// <summary>True where the broker is known to have read all unconfirmed messages that were written to it.</summary>
    public bool IsRead
    {
        get
        {
            lock (_lock)
            {
                return _sent == Interlocked.Read(ref _processed);
            }
        }
    }

    public static async Task<PublishChannel> OpenAsync(AmqpPublisher publisher, AmqpSession session, FrameOutbox outbox, bool isConfirming, CancellationToken cancellationToken)
    {
        // The library only asks for confirms: it counts and tracks nothing, since nothing is published through it.
        IChannel channel = await session.Connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: isConfirming, publisherConfirmationTrackingEnabled: false), cancellationToken).ConfigureAwait(false);
        var opened = new PublishChannel(publisher, session, outbox, channel);
        channel.ChannelShutdownAsync += opened.ShutDownAsync;
        if (isConfirming)
        {
            channel.BasicAcksAsync += (_, ack) => opened.Hear(ack.DeliveryTag, ack.Multiple, PublishOutcome.Confirmed);
            channel.BasicNacksAsync += (_, nack) => opened.Hear(nack.DeliveryTag, nack.Multiple, PublishOutcome.Nacked);
            channel.BasicReturnAsync += (_, returned) => opened.HearReturn(returned);
        }

        if (channel.CloseReason is { } reason)
        {
            // Before anybody listened.
            opened.End(reason.ReplyCode, $"the broker closed the channel with {reason.ReplyCode} {reason.ReplyText}");
        }

        return opened;
    }

    /// <summary>Writes an unconfirmed message whose room was taken; false when the channel is over.</summary>
    public bool TryWrite(in OutgoingMessage message, int size)
    {
        lock (_lock)
        {
            if (_isStopped || !_outbox.TryWrite(_number, message, size))
            {
                return false;
            }

            _sent++;
            if (_isAsking)
            {
                return true;
            }

            _isAsking = true;
        }

        _ = AskWhileBusyAsync();
        return true;
    }

    /// <summary>Writes a message whose room was taken, to be confirmed; false when the channel is over.</summary>
    public bool TryWrite(PendingConfirm pending, in OutgoingMessage message, int size)
    {
        lock (_lock)
        {
            if (_isStopped || !_outbox.TryWrite(_number, message, size))
            {
                return false;
            }

            pending.Begin(this, _table.Next, _publisher.Time.GetTimestamp(), message);
            _table.Add(pending);
            return true;
        }
    }

    public bool TryAbandon(PendingConfirm pending)
    {
        lock (_lock)
        {
            return ReferenceEquals(_table.Find(pending.Number), pending) && _table.Take(pending.Number) is not null;
        }
    }

    /// <summary>Takes out what has waited for too long.</summary>
    public void TakeLate(long now, TimeSpan patience, List<PendingConfirm> late)
    {
        lock (_lock)
        {
            while (_table.Oldest(out ulong number) is { } oldest && _publisher.Time.GetElapsedTime(oldest.Since, now) >= patience)
            {
                late.Add(_table.Take(number)!);
            }
        }
    }

    /// <summary>Returns once the broker has read all that was sent before: it answers a question on a channel after what came before it.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        long sent = Interlocked.Read(ref _sent);
        long written = _outbox.Written;
        while (_outbox.Handed < written)
        {
            await Task.Delay(s_handing, _publisher.Time, cancellationToken).ConfigureAwait(false);
        }

        await _channel.BasicQosAsync(0, 0, global: false, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _processed, sent);
    }

    /// <summary>The broker has closed it: nothing more is written to it from here on. Why is said next, by <see cref="End"/>; if the session ends before that, it is the session's reason.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            Volatile.Write(ref _isStopped, true);
        }

        Session.Ended.UnsafeRegister(static state => ((PublishChannel)state!).EndWithSession(), this);
    }

    /// <summary>Ends it: whoever waits for a confirm is told that there will be none.</summary>
    public void End(int code, string reason)
    {
        List<PendingConfirm> left = [];
        long unknown;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            Volatile.Write(ref _isStopped, true);
            unknown = _sent - Interlocked.Read(ref _processed);
            _table.TakeUpTo(0, left);
        }

        foreach (PendingConfirm pending in left)
        {
            pending.Settle(PublishOutcome.Indefinite, code, reason);
        }

        _publisher.Settled(left, PublishOutcome.Indefinite, left.Count);
        _publisher.Lost(unknown);
    }

    private void EndWithSession() => End(0, $"the connection ended before the broker's word came: {Session.Cause?.Message}");

    // Between two questions of a busy channel some time passes: each costs a round trip, and bounds what a loss leaves unknown.
    private async Task AskWhileBusyAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_asking, _publisher.Time, Session.Ended).ConfigureAwait(false);
                await AskAsync(Session.Ended).ConfigureAwait(false);
                lock (_lock)
                {
                    if (_isOver || _sent == Interlocked.Read(ref _processed))
                    {
                        _isAsking = false;
                        return;
                    }
                }
            }
        }
        catch (Exception exception)
        {
            // Of a channel or session that ended; what it leaves unknown is counted there. (If it lives, the next message asks again.)
            lock (_lock)
            {
                _isAsking = false;
            }

            AmqpWorkLog.QuestionFailed(_publisher.Logger, exception.Message);
        }
    }

    // Only ever called on the loop that reads from the broker.
    private Task Hear(ulong tag, bool multiple, PublishOutcome outcome)
    {
        lock (_lock)
        {
            if (multiple)
            {
                _table.TakeUpTo(tag, _heard);
            }
            else if (_table.Take(tag) is { } one)
            {
                _heard.Add(one);
            }
        }

        if (_heard.Count == 0)
        {
            _publisher.HeardLate();
            return Task.CompletedTask;
        }

        int returned = 0;
        foreach (PendingConfirm pending in _heard)
        {
            if (pending.ReturnText is { } text && outcome == PublishOutcome.Confirmed)
            {
                returned++;
                pending.Settle(PublishOutcome.Returned, pending.ReturnCode, text);
            }
            else
            {
                pending.Settle(outcome, 0, outcome == PublishOutcome.Confirmed ? null : "the broker refused the message (basic.nack): a limit of the queue, or an error of its own");
            }
        }

        _publisher.Settled(_heard, outcome, _heard.Count - returned);
        _heard.Clear();
        return Task.CompletedTask;
    }

    /// <summary>A returned message carries no number. They come back in the order of sending, so each is the next one with that id after the last.</summary>
    private Task HearReturn(BasicReturnEventArgs returned)
    {
        string? id = returned.BasicProperties.MessageId;
        lock (_lock)
        {
            for (ulong number = Math.Max(_lastReturned + 1, _table.Lowest); number < _table.Next; number++)
            {
                if (_table.Find(number) is { IsMandatory: true } pending && pending.HasId(id))
                {
                    pending.ReturnCode = returned.ReplyCode;
                    pending.ReturnText = returned.ReplyText;
                    _lastReturned = number;
                    return Task.CompletedTask;
                }
            }
        }

        _publisher.HeardLate();
        return Task.CompletedTask;
    }

    private Task ShutDownAsync(object sender, ShutdownEventArgs reason)
    {
        if (Session.Connection.IsOpen)
        {
            _publisher.ChannelClosed(this, reason.ReplyCode, reason.ReplyText);
        }

        return Task.CompletedTask;
    }
}
