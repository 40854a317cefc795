namespace Millrace.Amqp.Host.Queues;

/// <summary>
/// The messages of a queue that wait for a consumer, oldest first. What is requeued goes back to its old place: it was taken from the front, so all of it lies before what was never taken,
/// and a small heap in front of a ring is enough.
/// </summary>
internal sealed class ReadyList
{
    private readonly PriorityQueue<QueueEntry, long> _returned = new();
    private QueueEntry[] _ring = [];
    private int _head;
    private int _count;

    public int Count => _count + _returned.Count;

    public void Add(in QueueEntry entry)
    {
        if (_count == _ring.Length)
        {
            Resize(Math.Max(8, _count * 2));
        }

        _ring[(_head + _count) & (_ring.Length - 1)] = entry;
        _count++;
    }

    /// <summary>Puts one back that was taken.</summary>
    public void Return(in QueueEntry entry) => _returned.Enqueue(entry, entry.Sequence);

    /// <summary>The oldest, which stays.</summary>
    public bool TryPeek(out QueueEntry entry)
    {
        if (_returned.Count > 0)
        {
            entry = _returned.Peek();
            return true;
        }

        entry = _count > 0 ? _ring[_head] : default;
        return _count > 0;
    }

    /// <summary>Takes the oldest.</summary>
    public bool TryTake(out QueueEntry entry)
    {
        if (_returned.Count > 0)
        {
            entry = _returned.Dequeue();
            return true;
        }

        if (_count == 0)
        {
            entry = default;
            return false;
        }

        entry = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        if (--_count == 0)
        {
            Shrink();
        }

        return true;
    }

    // A queue that was long once does not keep the room for ever.
    private void Shrink()
    {
        _head = 0;
        if (_ring.Length > 4096)
        {
            _ring = [];
        }
    }

    private void Resize(int size)
    {
        var larger = new QueueEntry[size];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        (_ring, _head) = (larger, 0);
    }
}
