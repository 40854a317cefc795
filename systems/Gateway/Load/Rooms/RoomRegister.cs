using Millrace.Engine;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>
/// One room of a run, over all shards of the generator: how many members read it, and which of its messages are on their way to them. Thread-safe;
/// members come and go and messages begin under a lock, a copy that comes in takes none.
/// </summary>
/// <remarks>
/// A ring holds the newest messages. One that still waits for a copy when its place is needed again moves to a small table, so memory follows what is
/// unanswered and not how long the run is.
/// </remarks>
internal sealed class RoomRegister(int number, int ring = RoomRegister.RingSize)
{
    private const int RingSize = 1024;

    private readonly FanOut?[] _ring = new FanOut?[ring];
    private readonly Lock _gate = new();
    private Dictionary<long, FanOut>? _stragglers;
    private int _members;

    public int Number { get; } = number;

    /// <summary>Members that read and are connected.</summary>
    public int Members
    {
        get { lock (_gate) { return _members; } }
    }

    /// <summary>The number that the next message gets.</summary>
    public long Next { get; private set; }

    /// <summary>A member reads from now on; returns the number of the first message that it is to receive.</summary>
    public long Join()
    {
        lock (_gate)
        {
            _members++;
            return Next;
        }
    }

    /// <summary>A member reads no more; returns the number of the first message that it is not to receive.</summary>
    public long Leave()
    {
        lock (_gate)
        {
            _members--;
            return Next;
        }
    }

    /// <summary>Begins the next message: <paramref name="begin"/> is called with the count of members that are to receive it.</summary>
    public FanOut Begin(Func<int, FanOut> begin)
    {
        lock (_gate)
        {
            FanOut message = begin(_members);
            ref FanOut? place = ref _ring[Place(message.Sequence)];
            if (place is { Waiting: > 0 } straggler)
            {
                (_stragglers ??= []).Add(straggler.Sequence, straggler);
            }

            if (_stragglers is { Count: > 0 } && message.Sequence % _ring.Length == 0)
            {
                foreach (long done in _stragglers.Where(pair => pair.Value.Waiting == 0).Select(pair => pair.Key).ToList())
                {
                    _stragglers.Remove(done);
                }
            }

            Volatile.Write(ref place, message);
            Next = message.Sequence + 1;
            return message;
        }
    }

    /// <summary>The message of a number, or null where there was none or where every copy of it has come.</summary>
    public FanOut? Find(long sequence)
    {
        if (sequence < 0)
        {
            return null;
        }

        if (Volatile.Read(ref _ring[Place(sequence)]) is { } message && message.Sequence == sequence)
        {
            return message;
        }

        lock (_gate)
        {
            return _stragglers?.GetValueOrDefault(sequence);
        }
    }

    private int Place(long sequence) => (int)(sequence % _ring.Length);
}
