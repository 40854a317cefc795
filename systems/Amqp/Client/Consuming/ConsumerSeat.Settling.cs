using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Consuming;

/// <summary>The half that speaks about deliveries: only while the seat lives, each at most once, gathered where the options say so.</summary>
internal sealed partial class ConsumerSeat
{
    private readonly Lock _ledgerLock = new();
    private readonly AckLedger _ledger = new();
    private readonly int _batch;
    private ITimer? _ackTimer;
    private bool _isAckTimed;

    public ValueTask<bool> SettleAsync(ulong tag, Settlement settlement, CancellationToken cancellationToken)
    {
        if (Consumer.Options.Acks == AckMode.None)
        {
            return new(true);
        }

        if (_isOver || Session.Ended.IsCancellationRequested)
        {
            return new(Stale(1));
        }

        return (settlement, _batch) switch
        {
            (Settlement.Ack, 1) => SendAckAsync(tag, multiple: false, 1, cancellationToken),
            (Settlement.Ack, _) => GatherAsync(tag, cancellationToken),
            _ => SendNackAsync(tag, settlement == Settlement.Requeue, cancellationToken),
        };
    }

    public InvalidOperationException SettledTwice(ulong tag)
    {
        Interlocked.Increment(ref _all.Counters.DoubleAcks);
        return new InvalidOperationException($"The delivery {tag} from '{Consumer.Options.Queue}' was settled already; acknowledge, requeue or reject each delivery once.");
    }

    private ValueTask<bool> GatherAsync(ulong tag, CancellationToken cancellationToken)
    {
        ulong multiple = 0;
        int count = 0;
        lock (_ledgerLock)
        {
            _ledger.Ack(tag);
            if (_ledger.Gathered >= _batch)
            {
                count = _ledger.Gathered;
                multiple = _ledger.TakeMultiple();
            }
            else if (!_isAckTimed)
            {
                _isAckTimed = true;
                _ackTimer ??= _all.Time.CreateTimer(static seat => _ = ((ConsumerSeat)seat!).FlushAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _ackTimer.Change(Consumer.Options.AckDelay, Timeout.InfiniteTimeSpan);
            }
        }

        return multiple == 0 ? new(true) : SendAckAsync(multiple, multiple: true, count, cancellationToken);
    }

    /// <summary>Sends what was gathered.</summary>
    private async Task FlushAsync()
    {
        ulong multiple;
        ulong[] singles;
        int count;
        lock (_ledgerLock)
        {
            _isAckTimed = false;
            count = _ledger.Gathered;
            multiple = _ledger.TakeMultiple();
            singles = _ledger.TakeSingles();
        }

        if (_isOver || Session.Ended.IsCancellationRequested)
        {
            Stale(count + singles.Length);
            return;
        }

        if (multiple != 0)
        {
            await SendAckAsync(multiple, multiple: true, count, CancellationToken.None).ConfigureAwait(false);
        }

        foreach (ulong single in singles)
        {
            await SendAckAsync(single, multiple: false, 1, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> SendAckAsync(ulong tag, bool multiple, int count, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.BasicAckAsync(tag, multiple, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AlreadyClosedException or OperationInterruptedException or ObjectDisposedException)
        {
            return Stale(count);
        }

        Interlocked.Add(ref _all.Counters.Acked, count);
        return true;
    }

    private async ValueTask<bool> SendNackAsync(ulong tag, bool requeue, CancellationToken cancellationToken)
    {
        if (_batch > 1)
        {
            lock (_ledgerLock)
            {
                _ledger.SettleOtherwise(tag);
            }
        }

        try
        {
            await _channel.BasicRejectAsync(tag, requeue, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AlreadyClosedException or OperationInterruptedException or ObjectDisposedException)
        {
            return Stale(1);
        }

        if (requeue)
        {
            Interlocked.Increment(ref _all.Counters.Requeued);
        }
        else
        {
            Interlocked.Increment(ref _all.Counters.Rejected);
        }

        return true;
    }

    private bool Stale(int count)
    {
        Interlocked.Add(ref _all.Counters.StaleAcks, count);
        return false;
    }
}
