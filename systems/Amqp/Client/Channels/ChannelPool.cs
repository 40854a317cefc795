using System.Globalization;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;

namespace Millrace.Amqp.Channels;

/// <summary>
/// The pool. Free slots are taken and given without a lock. Whoever finds none stands in line under a lock, and the line is served in order; while anyone stands there, only a bounded
/// number may pass for each that is served. Nothing that asks the broker happens under the lock.
/// </summary>
internal sealed partial class ChannelPool : IChannelPool, IThreadPoolWorkItem, IAsyncDisposable
{
    private const int MostSpareWaiters = 1024;
    private const int MostPasses = 16;
    private readonly ChannelPoolOptions _options;
    private readonly IAmqpLink _link;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChannelSlot[] _slots;
    private readonly FreeSlots _free;
    private readonly Lock _lock = new();
    private readonly WaitingLine<LeaseWaiter> _line = new();
    private readonly Stack<LeaseWaiter> _spare = new();
    private readonly ITimer _timer;
    private int _waiting;
    private int _passes;
    private int _retired;
    private int _isServing;
    private bool _isTimed;
    private bool _isClosed;
    private long _opened;
    private long _replaced;
    private long _timeouts;
    private long _cancelled;
    private long _doubleReleases;
    private long _usesAfterRelease;

    public ChannelPool(ChannelPoolOptions options, IAmqpLink link, TimeProvider time, ILogger logger)
    {
        _options = options;
        _link = link;
        _time = time;
        _logger = logger;
        _slots = [.. Enumerable.Range(0, options.Limit).Select(index => new ChannelSlot(this, index))];
        _free = new FreeSlots(_slots);
        WorkMetrics.Pools.Begin(this, () => Totals);
        _timer = time.CreateTimer(static pool => ((ChannelPool)pool!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ChannelPoolTotals Totals
    {
        get
        {
            long rented = 0;
            int isOut = 0;
            foreach (ChannelSlot slot in _slots)
            {
                rented += slot.Leases;
                isOut += slot.IsOut ? 1 : 0;
            }

            return new ChannelPoolTotals(rented, isOut, Volatile.Read(ref _waiting), Interlocked.Read(ref _opened), Interlocked.Read(ref _replaced), Interlocked.Read(ref _timeouts),
                Interlocked.Read(ref _cancelled), Interlocked.Read(ref _doubleReleases), Interlocked.Read(ref _usesAfterRelease));
        }
    }

    public ValueTask<ChannelLease> RentAsync(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested && (Volatile.Read(ref _waiting) == 0 || MayPass()) && _free.TryTake() is { } slot)
        {
            return slot.IsUsable(_link.Current) ? new(new ChannelLease(slot, slot.BeginLease())) : OpenAsync(slot, _time.GetTimestamp(), cancellationToken);
        }

        return WaitAsync(_time.GetTimestamp(), cancellationToken);
    }

    internal void Release(ChannelSlot slot, long version, bool isBroken)
    {
        if (!slot.TryEndLease(version))
        {
            Interlocked.Increment(ref _doubleReleases);
            throw new InvalidOperationException("This lease of a channel was released already; release each lease once, and not through two of its copies.");
        }

        if (isBroken || Volatile.Read(ref _isClosed))
        {
            Drop(slot);
        }

        Free(slot);
    }

    internal InvalidOperationException UsedAfterRelease()
    {
        Interlocked.Increment(ref _usesAfterRelease);
        return new InvalidOperationException("This lease of a channel was released, and the channel may be another task's by now; rent one again.");
    }

    internal void GiveUp(LeaseWaiter waiter)
    {
        lock (_lock)
        {
            if (!Leave(waiter))
            {
                return;
            }
        }

        Interlocked.Increment(ref _cancelled);
        waiter.Fail(new OperationCanceledException(waiter.Token));
    }

    internal void Recycle(LeaseWaiter waiter)
    {
        lock (_spare)
        {
            if (_spare.Count < MostSpareWaiters)
            {
                _spare.Push(waiter);
            }
        }
    }

    private LeaseWaiter Waiter(long since, CancellationToken cancellationToken)
    {
        LeaseWaiter? waiter;
        lock (_spare)
        {
            _spare.TryPop(out waiter);
        }

        waiter ??= new LeaseWaiter(this);
        waiter.Since = since;
        waiter.Token = cancellationToken;
        return waiter;
    }

    /// <summary>
    /// A slot handed over lies idle until its new owner's turn on the thread pool; a caller that runs just now makes use of it at once. So some may pass, but no more than
    /// <see cref="MostPasses"/> for each in line that is served.
    /// </summary>
    private bool MayPass() => Volatile.Read(ref _passes) > 0 && Interlocked.Decrement(ref _passes) >= 0;

    private void Free(ChannelSlot slot)
    {
        if (Volatile.Read(ref _waiting) > 0 && Volatile.Read(ref _passes) <= 0)
        {
            HandOver(slot);
            return;
        }

        _free.Put(slot);
        if (Volatile.Read(ref _waiting) > 0 && Interlocked.Exchange(ref _isServing, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Serves the line from the free slots; one work item at a time, after whatever was given back before it was asked for.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isServing, 0);
        HandOver(null);
    }

    /// <summary>Gives this slot to the first in line; without one, free ones to those in line for as long as there are both.</summary>
    private void HandOver(ChannelSlot? given)
    {
        while (true)
        {
            LeaseWaiter? waiter;
            ChannelSlot? slot = given;
            lock (_lock)
            {
                waiter = _line.First;
                if (waiter is not null && (slot ??= _free.TryTake()) is not null)
                {
                    Leave(waiter);
                }
            }

            if (waiter is null || slot is null)
            {
                break;
            }

            Volatile.Write(ref _passes, MostPasses);
            if (slot.IsUsable(_link.Current))
            {
                waiter.Complete(new ChannelLease(slot, slot.BeginLease()));
            }
            else
            {
                _ = OpenForAsync(slot, waiter);
            }

            if (given is not null)
            {
                return;
            }
        }

        if (given is not null)
        {
            Free(given);
        }
    }

    private ValueTask<ChannelLease> WaitAsync(long since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_options.AcquireTimeout == TimeSpan.Zero)
        {
            ThrowIfClosed();
            return _free.TryTake() is { } slot ? OpenAsync(slot, since, cancellationToken) : throw TimedOut();
        }

        LeaseWaiter waiter = Waiter(since, cancellationToken);
        ChannelSlot? free;
        lock (_lock)
        {
            ThrowIfClosed();
            ThrowIfNone(null);
            _line.Add(waiter);
            Interlocked.Increment(ref _waiting);

            // Given back before anybody could see that somebody waits.
            free = _free.TryTake();
            if (!_isTimed)
            {
                _isTimed = true;
                _timer.Change(_options.AcquireTimeout, Timeout.InfiniteTimeSpan);
            }
        }

        // The task first: its number is the waiter's, which may be completed from here on.
        ValueTask<ChannelLease> task = waiter.Task;
        waiter.Watch();
        if (free is not null)
        {
            HandOver(free);
        }

        return task;
    }

    private bool Leave(LeaseWaiter waiter)
    {
        if (!_line.Remove(waiter))
        {
            return false;
        }

        Interlocked.Decrement(ref _waiting);
        return true;
    }

    /// <summary>All wait equally long, so the first in line is the first whose time is up.</summary>
    private void Expire()
    {
        List<LeaseWaiter> late = [];
        lock (_lock)
        {
            TimeSpan left = Timeout.InfiniteTimeSpan;
            while (_line.First is { } first)
            {
                left = _options.AcquireTimeout - _time.GetElapsedTime(first.Since);
                if (left > TimeSpan.Zero)
                {
                    break;
                }

                Leave(first);
                late.Add(first);
            }

            _isTimed = _line.First is not null;
            if (_isTimed && !_isClosed)
            {
                _timer.Change(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (LeaseWaiter waiter in late)
        {
            waiter.Fail(TimedOut());
        }
    }

    private ChannelPoolTimeoutException TimedOut()
    {
        Interlocked.Increment(ref _timeouts);
        return new ChannelPoolTimeoutException(string.Create(CultureInfo.InvariantCulture,
            $"none of the {_slots.Length} channels of the pool became free within {_options.AcquireTimeout.TotalSeconds} s; release leases sooner, or raise Limit or AcquireTimeout of the channel pool's options"));
    }

    private ChannelPoolTimeoutException TimedOutOpening()
    {
        Interlocked.Increment(ref _timeouts);
        TimeSpan patience = _options.AcquireTimeout == TimeSpan.Zero ? s_longestOpening : _options.AcquireTimeout;
        string why = _link.Current is null ? "there is no connection to a broker at present"
            : _link.IsBlocked ? "the broker has blocked the publishing connection (memory or disk alarm)" : "the broker did not answer in time";
        return new ChannelPoolTimeoutException(string.Create(CultureInfo.InvariantCulture,
            $"the pool has a place for it, but the channel could not be opened within {patience.TotalSeconds} s (AcquireTimeout of the channel pool's options): {why}"));
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _isClosed))
        {
            throw new AmqpClosedException();
        }
    }
}
