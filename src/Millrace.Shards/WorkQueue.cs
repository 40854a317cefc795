using System.Collections.Concurrent;

namespace Millrace.Shards;

/// <summary>Work that any thread hands to a shard, in order; it knows whether the shard sleeps and must be woken.</summary>
internal sealed class WorkQueue
{
    private readonly ConcurrentQueue<(Delegate Work, object? State)> _items = new();
    private int _asleep;

    /// <summary>Adds work; true when the shard was asleep and the caller must wake it.</summary>
    public bool Add(Delegate work, object? state)
    {
        _items.Enqueue((work, state));
        return Interlocked.Exchange(ref _asleep, 0) == 1;
    }

    /// <summary>True when the loop may sleep; from then on the next <see cref="Add"/> asks for a wake-up.</summary>
    public bool TrySleep()
    {
        // The exchange is a full fence: either we see the item here, or its poster sees us asleep.
        Interlocked.Exchange(ref _asleep, 1);
        if (_items.IsEmpty)
        {
            return true;
        }

        Awake();
        return false;
    }

    public void Awake() => Volatile.Write(ref _asleep, 0);

    /// <summary>Runs what was there when the call began: work that posts itself again waits a turn, so I/O is not starved.</summary>
    public void Run()
    {
        if (_items.IsEmpty)
        {
            return; // counting them costs more than looking
        }

        for (int left = _items.Count; left > 0 && _items.TryDequeue(out (Delegate Work, object? State) item); left--)
        {
            if (item.Work is Action<object?> action)
            {
                action(item.State);
            }
            else
            {
                ((SendOrPostCallback)item.Work)(item.State);
            }
        }
    }
}
