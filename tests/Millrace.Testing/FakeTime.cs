namespace Millrace.Testing;

/// <summary>A clock that stands still until a test moves it; its timers fire inside <see cref="Advance"/>, in the order of their due times.</summary>
/// <remarks>The timestamp counts 100 ns ticks. Callbacks run on the thread that advances, never under the lock.</remarks>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private long _ticks;

    /// <summary>A clock that shows 2000-01-01 00:00 UTC.</summary>
    public FakeTime()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that shows <paramref name="start"/>.</summary>
    public FakeTime(DateTimeOffset start) => _start = start.ToUniversalTime();

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers would fire if time went on for ever.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());

    /// <inheritdoc />
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _ticks;
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on by <paramref name="by"/>, stopping at each timer that is due on the way to fire it.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_lock)
        {
            end = _ticks + by.Ticks;
        }

        while (TakeDue(end) is { } due)
        {
            due.Callback(due.State);
        }
    }

    private FakeTimer? TakeDue(long end)
    {
        lock (_lock)
        {
            FakeTimer? next = null;
            foreach (FakeTimer timer in _timers)
            {
                // Strictly less: of two timers due at once, the one that was set first fires first.
                if (timer.Due <= end && (next is null || timer.Due < next.Due))
                {
                    next = timer;
                }
            }

            if (next is null)
            {
                _ticks = Math.Max(_ticks, end);
                return null;
            }

            _ticks = Math.Max(_ticks, next.Due);
            _timers.Remove(next);
            if (next.Period > 0)
            {
                next.Due += next.Period;
                _timers.Add(next);
            }

            return next;
        }
    }

    private bool Change(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool fireNow;
        lock (_lock)
        {
            if (timer.Disposed)
            {
                return false;
            }

            _timers.Remove(timer);
            timer.Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            fireNow = dueTime == TimeSpan.Zero;
            timer.Due = _ticks + dueTime.Ticks;
            if (fireNow && timer.Period > 0)
            {
                timer.Due += timer.Period;
            }

            if (dueTime != Timeout.InfiniteTimeSpan && (!fireNow || timer.Period > 0))
            {
                _timers.Add(timer);
            }
        }

        if (fireNow)
        {
            // The pool, as the system's own clock does: code under test may hold a lock while it sets a timer.
            ThreadPool.QueueUserWorkItem(static t => t.Callback(t.State), timer, preferLocal: false);
        }

        return true;
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public long Due { get; set; }

        public long Period { get; set; }

        public bool Disposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => time.Change(this, dueTime, period);

        public void Dispose()
        {
            lock (time._lock)
            {
                Disposed = true;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
