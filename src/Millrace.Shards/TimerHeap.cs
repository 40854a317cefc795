namespace Millrace.Shards;

/// <summary>A shard's timers: a four-ary heap ordered by due time, with pooled nodes.</summary>
/// <remarks>Four children a node halve the depth of a binary heap and keep siblings in one cache line.</remarks>
internal sealed class TimerHeap(Shard shard)
{
    private const int Arity = 4;
    private const int KeptNodes = 65_536;

    private readonly Stack<Timer> _free = new();
    private Timer[] _heap = new Timer[64];
    private int _count;

    /// <summary>Due time of the earliest timer; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDue => _count == 0 ? long.MaxValue : _heap[0].Due;

    public ValueTask Add(long due, CancellationToken cancellationToken) =>
        Add(_free.TryPop(out Timer? free) ? free : new Timer(shard, this), due, cancellationToken);

    /// <summary>The same with a timer of the caller's own, which is not pending.</summary>
    public ValueTask Add(Timer timer, long due, CancellationToken cancellationToken)
    {
        timer.Due = due;
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        ValueTask task = timer.Begin(cancellationToken);
        SiftUp(timer, _count++);
        return task;
    }

    /// <summary>Completes every timer that is due at <paramref name="now"/>, earliest first.</summary>
    public void Fire(long now)
    {
        while (_count > 0 && _heap[0].Due <= now)
        {
            Timer timer = _heap[0];
            Remove(timer);
            timer.Complete();
        }
    }

    /// <summary>Fails every timer that is pending now; one that begins meanwhile is left, or code that tries again would go on for ever.</summary>
    public void FailAll(Func<Exception> error)
    {
        foreach (Timer timer in _heap.AsSpan(0, _count).ToArray())
        {
            if (timer.Index >= 0)
            {
                Remove(timer);
                timer.Complete(error());
            }
        }
    }

    public void Remove(Timer timer)
    {
        int index = timer.Index;
        if (index < 0)
        {
            return;
        }

        timer.Index = -1;
        Timer last = _heap[--_count];
        _heap[_count] = null!;
        if (last == timer)
        {
            return;
        }

        if (index > 0 && last.Due < _heap[(index - 1) / Arity].Due)
        {
            SiftUp(last, index);
        }
        else
        {
            SiftDown(last, index);
        }
    }

    public void Recycle(Timer timer)
    {
        if (_free.Count < KeptNodes)
        {
            _free.Push(timer);
        }
    }

    private void SiftUp(Timer timer, int index)
    {
        while (index > 0)
        {
            int parent = (index - 1) / Arity;
            if (_heap[parent].Due <= timer.Due)
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(timer, index);
    }

    private void SiftDown(Timer timer, int index)
    {
        while (true)
        {
            int first = (index * Arity) + 1;
            if (first >= _count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Arity, _count);
            for (int child = first + 1; child < end; child++)
            {
                if (_heap[child].Due < _heap[least].Due)
                {
                    least = child;
                }
            }

            if (timer.Due <= _heap[least].Due)
            {
                break;
            }

            Place(_heap[least], index);
            index = least;
        }

        Place(timer, index);
    }

    private void Place(Timer timer, int index)
    {
        _heap[index] = timer;
        timer.Index = index;
    }
}
