using Millrace.Engine;
using Millrace.Engine.Subjects;
using Millrace.Shards;
using RabbitMQ.Client;

namespace Millrace.Amqp.Load.Subject;

/// <summary>Publishes and consumes the messages of a run, and keeps the books of them.</summary>
internal sealed class MessageWork
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _giveUpAfter = TimeSpan.FromSeconds(3);
    private readonly AmqpClient _client;
    private readonly AmqpSettings _settings;
    private readonly SubjectSeat _seat;
    private readonly IReadOnlyList<string> _queues;
    private readonly SubjectMeter _meter;
    private readonly MessageLedger _ledger;
    private readonly ArrivalCount _arrivals = new();
    private readonly OutcomeCount _told = new();
    private readonly BasicProperties _properties;
    private readonly byte[]?[] _bodies;
    private readonly long _run;
    private long _lastArrival;

    public MessageWork(AmqpClient client, AmqpSettings settings, SubjectSeat seat, IReadOnlyList<string> queues, SubjectMeter meter, long run)
    {
        (_client, _settings, _seat, _queues, _meter, _run) = (client, settings, seat, queues, meter, run);
        // Without consumers a run may publish without end: what the books do not hold is judged by count.
        _ledger = HasConsumers ? new MessageLedger() : new MessageLedger(chunks: 64);
        _bodies = new byte[seat.Clients][];
        _properties = new BasicProperties { Persistent = settings.IsPersistent };
    }

    public bool HasConsumers => _settings.Consumers > 0;

    public async Task StartConsumersAsync(CancellationToken cancellationToken)
    {
        ConsumerOptions[] options =
        [
            .. Enumerable.Range(0, _settings.Consumers).Select(i => new ConsumerOptions
            {
                Queue = _queues[i % _queues.Count], Prefetch = _settings.Prefetch, AckBatch = _settings.AckBatch,
            }),
        ];
        try
        {
            await _client.Consumers.StartAsync(options, (delivery, _) => Arrived(delivery), cancellationToken).ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            throw new ClientException(AmqpErrors.KindOf(e), e.Message, e);
        }
    }

    /// <summary>One message, without the broker's word.</summary>
    public async ValueTask PublishAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        (byte[] body, string queue) = Next(task);
        SubjectOperation publish = task.Begin(AmqpModes.PublishOperation, body.Length);
        long message = Track(body, out SubjectOperation delivery);
        try
        {
            await _client.Publisher.PublishAsync("", queue, body, _properties, cancellationToken).ConfigureAwait(false);
            Tell(message, MessageFate.Sent, in delivery);
            task.Ok(in publish);
        }
        catch (Exception e) when (AmqpErrors.IsExpected(e))
        {
            Count(e);
            Tell(message, MessageFate.Refused, in delivery);
            task.Fail(in publish, AmqpErrors.KindOf(e));
        }
    }

    /// <summary>One message until the broker's word; true where it was confirmed.</summary>
    public async ValueTask<bool> ConfirmAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        (byte[] body, string queue) = Next(task);
        SubjectOperation confirm = task.Begin(AmqpModes.ConfirmOperation, body.Length);
        long message = Track(body, out SubjectOperation delivery);
        try
        {
            PublishResult result = await _client.Publisher.PublishConfirmedAsync("", queue, body, _properties, cancellationToken: cancellationToken).ConfigureAwait(false);
            switch (result.Outcome)
            {
                case PublishOutcome.Confirmed:
                    Tell(message, MessageFate.Confirmed, in delivery);
                    task.Ok(in confirm);
                    return true;
                case PublishOutcome.Indefinite:
                    Tell(message, MessageFate.Indefinite, in delivery);
                    task.Indefinite(in confirm, "indefinite");
                    return false;
                default:
                    Tell(message, MessageFate.Refused, in delivery);
                    task.Fail(in confirm, result.Outcome == PublishOutcome.Nacked ? "nacked" : "returned");
                    return false;
            }
        }
        catch (OperationCanceledException)
        {
            Tell(message, MessageFate.Indefinite, in delivery);
            task.Indefinite(in confirm, "stopped");
            return false;
        }
        catch (Exception e) when (AmqpErrors.IsExpected(e))
        {
            Count(e);
            Tell(message, MessageFate.Refused, in delivery);
            task.Fail(in confirm, AmqpErrors.KindOf(e));
            return false;
        }
    }

    /// <summary>One message over a channel that the task has for itself, without the broker's word. Throws what the channel throws; then its fate is unknown.</summary>
    public async ValueTask PublishOverAsync(IChannel channel, SubjectTask task, CancellationToken cancellationToken)
    {
        (byte[] body, string queue) = Next(task);
        long message = Track(body, out SubjectOperation delivery);
        MessageFate fate = MessageFate.Indefinite;
        try
        {
            await channel.BasicPublishAsync("", queue, false, _properties, body, cancellationToken).ConfigureAwait(false);
            fate = MessageFate.Sent;
        }
        finally
        {
            Tell(message, fate, in delivery);
        }
    }

    /// <summary>Counts an error of a channel, which a task that does nothing wrong must never meet.</summary>
    public void Count(Exception e)
    {
        if (AmqpErrors.KindOf(e) == AmqpErrors.ChannelError)
        {
            _meter.Count(AmqpCounts.StrayChannelErrors, 1, always: true);
        }
    }

    /// <summary>Waits for what should arrive, until nothing has come for a while; returns when the last came.</summary>
    public async Task<long> SettleAsync(CancellationToken cancellationToken)
    {
        long moved = Shard.Now;
        for (long before = _ledger.Awaited; _ledger.Awaited > 0 && Shard.Now - moved < Ticks.From(_giveUpAfter);)
        {
            await Task.Delay(_look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (_ledger.Awaited != before || _client.State != AmqpState.Connected)
            {
                (before, moved) = (_ledger.Awaited, Shard.Now);
            }
        }

        return Interlocked.Read(ref _lastArrival);
    }

    /// <summary>Closes the books: ends what never came, and counts it under its name.</summary>
    public async Task ReckonAsync(RunQueues queues, Func<bool> hadLosses, CancellationToken cancellationToken)
    {
        if (!HasConsumers)
        {
            await new QueueReading(_client, _ledger, _arrivals, _told, queues, _meter, _run).CompareAsync(hadLosses, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach ((_, MessageFate fate, SubjectOperation delivery) in _ledger.Missing())
        {
            if ((fate & MessageFate.Confirmed) != 0)
            {
                Count(AmqpCounts.ConfirmedLost, 1);
                _meter.Lost(in delivery);
            }
            else if ((fate & MessageFate.Sent) != 0 && !hadLosses())
            {
                // Nothing happened to the network, and still it is not there.
                Count(AmqpCounts.LostFrames, 1);
                _meter.Lost(in delivery);
            }
            else
            {
                Count(AmqpCounts.SentNotDelivered, (fate & MessageFate.Sent) != 0 ? 1 : 0);
                _meter.Indefinite(in delivery, "not-delivered");
            }
        }

        Count(AmqpCounts.Published, _ledger.Begun);
        Count(AmqpCounts.Delivered, _ledger.Delivered);
        Count(AmqpCounts.Duplicates, _ledger.Duplicates);
        Count(AmqpCounts.BooksDiffer, await _arrivals.DifferenceAsync(_ledger, () => _client.Consumers.Totals.Delivered).ConfigureAwait(false));
    }

    private ValueTask Arrived(Delivery delivery)
    {
        if (MessageBody.Read(delivery.Body.Span, _run) is not { } message)
        {
            _arrivals.Foreign();
            Count(AmqpCounts.ForeignMessages, 1);
            _meter.Unexpected(AmqpModes.DeliverOperation, delivery.Body.Length);
        }
        else if (_ledger.Arrived(message, out bool isDuplicate) is { } operation)
        {
            _meter.Ok(in operation, delivery.Body.Length);
            Interlocked.Exchange(ref _lastArrival, Shard.Now);
        }
        else if (isDuplicate)
        {
            _meter.Duplicated(AmqpModes.DeliverOperation, delivery.Body.Length);
        }
        else
        {
            _meter.Unexpected(AmqpModes.DeliverOperation, delivery.Body.Length);
        }

        _arrivals.Handled();
        return default;
    }

    private (byte[] Body, string Queue) Next(SubjectTask task)
    {
        // One message of a task at a time, and the library copies: one body does for all.
        byte[] body = _bodies[task.Index] ??= new byte[_seat.PayloadBytes];
        return (body, _queues[task.Index % _queues.Count]);
    }

    // Without consumers there is no delivery to wait for: the queues are read once the load is over.
    private long Track(byte[] body, out SubjectOperation delivery)
    {
        delivery = default;
        long message = -1;
        if (HasConsumers)
        {
            message = _ledger.Begin();
            delivery = _meter.Begin(AmqpModes.DeliverOperation);
        }
        else if (!_ledger.TryBegin(out message))
        {
            message = -1;
        }

        MessageBody.Write(body, _run, message);
        if (message >= 0)
        {
            _ledger.Sending(message, in delivery);
        }

        return message;
    }

    private void Tell(long message, MessageFate fate, in SubjectOperation delivery)
    {
        if (!HasConsumers)
        {
            _told.Add(fate, isBooked: message >= 0);
        }

        if (message >= 0 && _ledger.Told(message, fate) && fate == MessageFate.Refused && HasConsumers)
        {
            _meter.Fail(in delivery, "not-sent");
        }
    }

    private void Count(string name, long amount) => _meter.Count(name, amount, always: true);
}
