namespace Millrace.Shards;

/// <summary>
/// What one coroutine of a shard waits for and another one sets, or a time that comes first. Used on the shard's thread only; waiting allocates nothing, and setting it runs the one
/// who waits before it returns. One that is set while nobody waits is remembered, once, for the next wait.
/// </summary>
public sealed class ShardSignal
{
    private readonly OwnTimer _timer;
    private readonly TimerHeap _heap;
    private bool _isSet;

    /// <summary>A signal that is not set.</summary>
    public ShardSignal(Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        _heap = shard.Timers;
        _timer = new OwnTimer(shard, _heap);
    }

    /// <summary>Completes when the signal is set, or at the absolute time <paramref name="untilTicks"/> (see <see cref="Shard.Now"/>); one wait at a time.</summary>
    public ValueTask WaitAsync(long untilTicks = long.MaxValue)
    {
        if (_isSet || untilTicks <= Shard.Now)
        {
            _isSet = false;
            return default;
        }

        return untilTicks == long.MaxValue ? _timer.Begin(default) : _heap.Add(_timer, untilTicks, default);
    }

    /// <summary>Lets the one who waits go on; where nobody does, the next one does not wait.</summary>
    public void Set()
    {
        if (!_timer.IsPending)
        {
            _isSet = true;
            return;
        }

        _heap.Remove(_timer);
        _timer.Complete();
    }

    private sealed class OwnTimer(Shard shard, TimerHeap heap) : Timer(shard, heap)
    {
        // It is this signal's for ever: the heap must not lend it to others.
        protected override void Consumed()
        {
        }
    }
}
