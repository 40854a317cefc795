using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Dispatch;

/// <summary>Calls back at each due time of an ascending sequence. One timer at a time; many dues at once do not keep replies from being read.</summary>
internal sealed class DueLoop
{
    private const int Batch = 64;
    private static readonly Action<object?> _advance = static self => ((DueLoop)self!).Advance();

    private readonly Shard _shard;
    private readonly Meter _meter;
    private readonly Action<long> _fire;
    private readonly Func<long> _next;
    private readonly Action _onTimer;
    private ValueTask _timer;
    private long _due;
    private long _end;

    /// <param name="shard">The event loop.</param>
    /// <param name="meter">Takes note of how late each due time is fired.</param>
    /// <param name="next">The next due time, in ticks, ascending.</param>
    /// <param name="fire">Called once for each due time, at it or after it.</param>
    public DueLoop(Shard shard, Meter meter, Func<long> next, Action<long> fire)
    {
        _meter = meter;
        _shard = shard;
        _next = next;
        _fire = fire;
        _onTimer = OnTimer;
    }

    /// <summary>Due times before this are fired.</summary>
    public void Begin(long end)
    {
        _end = end;
        _due = _next();
        Advance();
    }

    /// <summary>Fires what is due before <paramref name="end"/> and was not fired yet, then nothing more: a plan has the same count in every run.</summary>
    public void Finish(long end)
    {
        while (_due < Math.Min(end, _end))
        {
            FireNext(Shard.Now);
        }

        _end = long.MinValue;
    }

    private void Advance()
    {
        long now;
        for (int left = Batch; _due < _end && _due <= (now = Shard.Now); left--)
        {
            if (left == 0)
            {
                _shard.Post(_advance, this);
                return;
            }

            FireNext(now);
        }

        if (_due >= _end)
        {
            return;
        }

        Await(_shard.DelayUntil(_due));
    }

    private void FireNext(long now)
    {
        long due = _due;
        _due = _next();
        _meter.CountTimer(due, now);
        _fire(due);
    }

    private void Await(ValueTask timer)
    {
        _timer = timer;
        if (_timer.IsCompleted)
        {
            _shard.Post(_advance, this);
        }
        else
        {
            _timer.GetAwaiter().UnsafeOnCompleted(_onTimer);
        }
    }

    private void OnTimer()
    {
        try
        {
            _timer.GetAwaiter().GetResult();
        }
        catch (LinkException)
        {
            return; // expected: the shard has stopped
        }

        Advance();
    }
}
