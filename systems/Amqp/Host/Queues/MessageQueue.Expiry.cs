using Millrace.Amqp.Host.Messages;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Queues;

/// <content>Time: messages that wait too long, and queues that nobody uses.</content>
internal sealed partial class MessageQueue
{
    // However far away the time is, a timer that outlives its queue is gone after this.
    private static readonly long LongestSleep = 10 * Shard.TicksPerSecond;

    private bool _isExpiryArmed;
    private CancellationTokenSource? _sleep;
    private long _wakesAt;
    private long _lastUse = Shard.Now;

    /// <summary>Somebody uses the queue: it lives on.</summary>
    public void NoteUse() => _lastUse = Shard.Now;

    /// <summary>Begins to watch whether anybody uses it, where that matters.</summary>
    public void WatchUse()
    {
        if (arguments.Expires is { } limit)
        {
            _ = WatchUseAsync(TicksOf(limit));
        }
    }

    private static long TicksOf(long milliseconds) =>
        milliseconds >= long.MaxValue / Shard.TicksPerSecond ? long.MaxValue / 4 : milliseconds * (Shard.TicksPerSecond / 1000);

    private long DueOf(Message message)
    {
        long limit = arguments.MessageTtl ?? long.MaxValue;
        if (message.TimeToLive >= 0 && message.TimeToLive < limit)
        {
            limit = message.TimeToLive;
        }

        return limit == long.MaxValue ? long.MaxValue : Shard.Now + TicksOf(limit);
    }

    // From the front only, as in RabbitMQ: a message that expires behind one that does not waits until it is the oldest.
    private void DropExpired(long now)
    {
        while (_ready.TryPeek(out QueueEntry oldest) && oldest.Due != long.MaxValue)
        {
            now = now == 0 ? Shard.Now : now;
            if (oldest.Due > now)
            {
                return;
            }

            _ready.TryTake(out _);
            _readyBytes -= oldest.Message.BodySize;
            _core.Counters.Expired++;
            Bury(oldest.Message, DeathReason.Expired);
            _core.Messages.Release(oldest.Message);
        }
    }

    // Called whenever there may be a new front.
    private void ArmExpiry()
    {
        if (IsDeleted || !_ready.TryPeek(out QueueEntry oldest) || oldest.Due == long.MaxValue)
        {
            return;
        }

        if (!_isExpiryArmed)
        {
            _isExpiryArmed = true;
            _ = ExpireAsync();
        }
        else if (oldest.Due < _wakesAt)
        {
            _sleep?.Cancel(); // It waits for something later.
        }
    }

    private async Task ExpireAsync()
    {
        try
        {
            while (!IsDeleted && _ready.TryPeek(out QueueEntry oldest) && oldest.Due != long.MaxValue)
            {
                if (await SleepAsync(Math.Min(oldest.Due, Shard.Now + LongestSleep)))
                {
                    DropExpired(Shard.Now);
                    _core.DeadLetters.Send();
                }
            }
        }
        catch (LinkException)
        {
            // Expected: the shard has stopped.
        }
        catch (Exception e)
        {
            AmqpLog.QueueClockFailed(_core.Log, Name, e);
        }

        _isExpiryArmed = false;
    }

    // False where it was woken before its time.
    private async ValueTask<bool> SleepAsync(long until)
    {
        using CancellationTokenSource sleep = new();
        (_sleep, _wakesAt) = (sleep, until);
        try
        {
            await _core.Shard.DelayUntil(until, sleep.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await Task.Yield(); // Whoever woke it is in the middle of something.
            return false;
        }
        finally
        {
            _sleep = null;
        }
    }

    private async Task WatchUseAsync(long limit)
    {
        try
        {
            while (!IsDeleted)
            {
                if (Consumers.Count > 0)
                {
                    NoteUse();
                }

                long due = _lastUse + limit;
                if (Shard.Now >= due)
                {
                    Host.Delete(this);
                    return;
                }

                await _core.Shard.DelayUntil(Math.Min(due, Shard.Now + Math.Min(limit, LongestSleep)));
            }
        }
        catch (LinkException)
        {
            // Expected: the shard has stopped.
        }
        catch (Exception e)
        {
            AmqpLog.QueueClockFailed(_core.Log, Name, e);
        }
    }
}
