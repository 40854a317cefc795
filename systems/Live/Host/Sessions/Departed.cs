using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Sessions;

/// <summary>Remembers the sessions that were evicted last, so that a client that comes back hears why its session is gone. Bounded; thread-safe.</summary>
/// <param name="capacity">How many are remembered.</param>
internal sealed class Departed(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, EndReason> _reasons = [];
    private readonly Queue<SessionId> _order = new();

    public void Add(SessionId id, EndReason reason)
    {
        lock (_lock)
        {
            if (_reasons.TryAdd(id, reason))
            {
                _order.Enqueue(id);
            }

            while (_order.Count > capacity)
            {
                _reasons.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Why a session was evicted; null where it was not, or too long ago.</summary>
    public EndReason? Find(SessionId id)
    {
        lock (_lock)
        {
            return _reasons.TryGetValue(id, out EndReason reason) ? reason : null;
        }
    }
}
