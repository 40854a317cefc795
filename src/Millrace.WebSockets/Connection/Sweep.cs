using Millrace.Shards;

namespace Millrace.WebSockets.Connection;

/// <summary>
/// One timer for all connections of a shard: while anything is enlisted it wakes every period and asks each whether a
/// limit has passed. A connection that waits for nothing costs no timer.
/// </summary>
internal sealed class Sweep(Shard shard, TimeSpan period)
{
    private SweepEntry? _first;
    private SweepEntry? _cursor;
    private Task? _running;

    public int Count { get; private set; }

    public void Add(SweepEntry entry)
    {
        if (entry.Sweep == this)
        {
            return;
        }

        entry.Leave();
        entry.Sweep = this;
        entry.Next = _first;
        _first?.Previous = entry;
        _first = entry;
        Count++;
        if (_running is null or { IsCompleted: true })
        {
            _running = RunAsync();
        }
    }

    public void Remove(SweepEntry entry)
    {
        if (_cursor == entry)
        {
            _cursor = entry.Next;
        }

        entry.Previous?.Next = entry.Next;
        entry.Next?.Previous = entry.Previous;
        if (_first == entry)
        {
            _first = entry.Next;
        }

        entry.Previous = entry.Next = null;
        entry.Sweep = null;
        Count--;
    }

    private async Task RunAsync()
    {
        long step = (long)(period.TotalSeconds * Shard.TicksPerSecond);
        long due = Shard.Now;
        try
        {
            while (Count > 0)
            {
                due = Math.Max(due, Shard.Now) + step;
                await shard.DelayUntil(due);
                Check(Math.Max(due, Shard.Now));
            }
        }
        catch (Exception e) when (e is LinkException or ObjectDisposedException or OperationCanceledException)
        {
            // Expected: the shard stops, and its links with it.
        }
    }

    private void Check(long now)
    {
        for (SweepEntry? entry = _first; entry is not null; entry = _cursor)
        {
            // A check may end connections, this one or others; Remove moves the cursor on where it is hit.
            _cursor = entry.Next;
            entry.Owner.Sweep(now);
        }
    }
}
