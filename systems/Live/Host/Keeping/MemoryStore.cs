using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Keeping;

/// <summary>Keeps state in this process: it outlives a session that was evicted or expired, but no restart. The oldest makes room.</summary>
/// <param name="lifetime">How long it is kept.</param>
/// <param name="mostBytes">The most that is kept, in bytes.</param>
/// <param name="time">The clock.</param>
internal sealed class MemoryStore(TimeSpan lifetime, long mostBytes, TimeProvider time) : ISessionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, LinkedListNode<Entry>> _byId = [];
    private readonly LinkedList<Entry> _oldestFirst = new();
    private long _bytes;

    public ValueTask SaveAsync(SessionId id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Forget(id);
            _byId[id] = _oldestFirst.AddLast(new Entry(id, json.ToArray(), time.GetTimestamp()));
            _bytes += json.Length;
            while (_bytes > mostBytes && _oldestFirst.First is { } oldest)
            {
                Forget(oldest.Value.Id);
            }
        }

        return default;
    }

    public ValueTask<byte[]?> LoadAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_byId.TryGetValue(id, out LinkedListNode<Entry>? node) && !IsOld(node.Value) ? node.Value.Json : null);
        }
    }

    public ValueTask RemoveAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Forget(id);
        }

        return default;
    }

    public int Sweep()
    {
        int count = 0;
        lock (_lock)
        {
            while (_oldestFirst.First is { } oldest && IsOld(oldest.Value))
            {
                Forget(oldest.Value.Id);
                count++;
            }
        }

        return count;
    }

    private bool IsOld(Entry entry) => time.GetElapsedTime(entry.Saved) > lifetime;

    private void Forget(SessionId id)
    {
        if (_byId.Remove(id, out LinkedListNode<Entry>? node))
        {
            _oldestFirst.Remove(node);
            _bytes -= node.Value.Json.Length;
        }
    }

    private sealed record Entry(SessionId Id, byte[] Json, long Saved);
}
