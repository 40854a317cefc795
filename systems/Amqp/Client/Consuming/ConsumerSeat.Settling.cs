using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Consuming;

/// <summary>The half that speaks about deliveries: only while the seat lives, each at most once, gathered where the options say so.</summary>
internal sealed partial class ConsumerSeat
{
    private readonly Lock _ledgerLock = new();
    private readonly AckLedger _ledger = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly int _batch;
    private ITimer? _ackTimer;
    private bool _isAckTimed;

    /// <summary>Says it to the broker. There is no token: a settlement that was begun and not written would be neither said nor possible again.</summary>
    public ValueTask<bool> SettleAsync(ulong tag, Settlement settlement)
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
            (Settlement.Ack, 1) => SendAckAsync(tag, multiple: false, 1),
            (Settlement.Ack, _) => GatherAsync(tag),
            (_, 1) => SendNackAsync(tag, settlement == Settlement.Requeue),
            _ => PassOverAsync(tag, settlement == Settlement.Requeue),
        };
    }

    public InvalidOperationException SettledTwice(ulong tag)
    {
        Interlocked.Increment(ref _all.Counters.DoubleAcks);
        return new InvalidOperationException($"The delivery {tag} from '{Consumer.Options.Queue}' was settled already; acknowledge, requeue or reject each delivery once.");
    }

    private ValueTask<bool> GatherAsync(ulong tag)
    {
        lock (_ledgerLock)
        {
            _ledger.Ack(tag);
            if (_ledger.Gathered < _batch)
            {
                if (!_isAckTimed)
                {
                    _isAckTimed = true;
                    _ackTimer ??= _all.Time.CreateTimer(static seat => _ = ((ConsumerSeat)seat!).FlushAsync().AsTask(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _ackTimer.Change(Consumer.Options.AckDelay, Timeout.InfiniteTimeSpan);
                }

                return new(true);
            }
        }

        return SendGatheredAsync(singlesToo: false);
    }

    /// <summary>Sends what was gathered.</summary>
    private ValueTask<bool> FlushAsync()
    {
        lock (_ledgerLock)
        {
            _isAckTimed = false;
        }

        return SendGatheredAsync(singlesToo: true);
    }

    /// <summary>
    /// What is taken out of the ledger is written before anybody takes more: an acknowledgement that another one overtook would name a tag that is settled already, and cost the channel.
    /// </summary>
    private async ValueTask<bool> SendGatheredAsync(bool singlesToo)
    {
        await _sending.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            ulong multiple;
            ulong[] singles;
            int count;
            lock (_ledgerLock)
            {
                count = _ledger.Gathered;
                multiple = _ledger.TakeMultiple();
                singles = singlesToo ? _ledger.TakeSingles() : [];
            }

            if (_isOver || Session.Ended.IsCancellationRequested)
            {
                return Stale(count + singles.Length);
            }

            // Nothing is left where another one has just sent it.
            bool isSent = multiple == 0 || await SendAckAsync(multiple, multiple: true, count).ConfigureAwait(false);
            foreach (ulong single in singles)
            {
                isSent &= await SendAckAsync(single, multiple: false, 1).ConfigureAwait(false);
            }

            return isSent;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Requeues or rejects, and tells the ledger only when that is written: until then no acknowledgement may cover the tag.</summary>
    private async ValueTask<bool> PassOverAsync(ulong tag, bool requeue)
    {
        await _sending.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            bool isSent = await SendNackAsync(tag, requeue).ConfigureAwait(false);
            lock (_ledgerLock)
            {
                _ledger.SettleOtherwise(tag);
            }

            return isSent;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask<bool> SendAckAsync(ulong tag, bool multiple, int count)
    {
        try
        {
            await _channel.BasicAckAsync(tag, multiple, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheEnd(exception))
        {
            return Stale(count);
        }

        Interlocked.Add(ref _all.Counters.Acked, count);
        return true;
    }

    private async ValueTask<bool> SendNackAsync(ulong tag, bool requeue)
    {
        try
        {
            await _channel.BasicRejectAsync(tag, requeue, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheEnd(exception))
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

    private static bool IsOfTheEnd(Exception exception) => exception is OperationInterruptedException or ObjectDisposedException or IOException or OperationCanceledException;

    private bool Stale(int count)
    {
        Interlocked.Add(ref _all.Counters.StaleAcks, count);
        return false;
    }
}
