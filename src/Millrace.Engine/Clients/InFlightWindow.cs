using System.Numerics;

namespace Millrace.Engine.Clients;

/// <summary>
/// The operations of one client that await an answer, by sequence number. Numbers run from 0 over the client's whole life, so an
/// answer can be told apart as awaited, late, duplicated or never asked for.
/// </summary>
/// <remarks>
/// A ring holds the newest operations: a small one, as most clients wait for few, which doubles up to twice the window once it is too small. One that still waits when its place
/// is needed again moves to a small table, so memory follows what is unanswered and not how long ago the oldest was sent.
/// </remarks>
public sealed class InFlightWindow
{
    private const int FirstSlots = 16;

    private readonly StepContext _step;
    private readonly int _mostSlots;
    private Slot[] _ring;
    private int _mask;
    private long _first; // no operation before it is in the ring and neither ended nor overdue
    private Dictionary<long, Slot>? _stragglers; // few clients ever need it, and there are thousands of clients
    private long _next;
    private int _waiting;
    private int _youngStragglers;
    private bool _closed;

    internal InFlightWindow(StepContext step, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _step = step;
        _mostSlots = (int)BitOperations.RoundUpToPowerOf2((uint)window * 2);
        _ring = new Slot[Math.Min(_mostSlots, FirstSlots)];
        _mask = _ring.Length - 1;
    }

    /// <summary>The number that the next operation gets.</summary>
    public long NextSequence => _next;

    /// <summary>Operations without an answer, overdue ones included.</summary>
    public int Count => _waiting;

    /// <summary>True while operation <paramref name="sequence"/> has no answer, overdue or not.</summary>
    public bool IsWaiting(long sequence)
    {
        ref readonly Slot slot = ref _ring[sequence & _mask];
        return (slot.Taken && slot.Sequence == sequence) || (_stragglers is not null && _stragglers.ContainsKey(sequence));
    }

    /// <summary>Begins an operation under <see cref="NextSequence"/> and returns that number.</summary>
    public long Begin(OperationId id, int bytesOut) => Begin(id, bytesOut, out _);

    /// <summary>The same, with the operation itself.</summary>
    internal long Begin(OperationId id, int bytesOut, out Operation operation)
    {
        long sequence = _next++;
        while (_ring[sequence & _mask].Taken && _ring.Length < _mostSlots)
        {
            Grow();
        }

        ref Slot slot = ref _ring[sequence & _mask];
        if (slot.Taken)
        {
            (_stragglers ??= []).Add(slot.Sequence, slot);
            _youngStragglers += slot.Overdue ? 0 : 1;
        }

        operation = _step.Begin(id, bytesOut);
        slot = new Slot { Operation = operation, Sequence = sequence, Taken = true };
        _waiting++;
        return sequence;
    }

    /// <summary>The right answer to operation <paramref name="sequence"/> came in. An answer that ends nothing counts as duplicated or unexpected.</summary>
    public void Complete(long sequence, OperationId id, int bytesIn) => End(sequence, id, Outcome.Ok, bytesIn, null);

    /// <summary>
    /// The right answer to operation <paramref name="sequence"/> came in at <paramref name="doneTicks"/>: for an answer that was noticed before this shard's turn came,
    /// such as on another shard. Its time counts, not that of the call.
    /// </summary>
    public void Complete(long sequence, OperationId id, int bytesIn, long doneTicks) => End(sequence, id, Outcome.Ok, bytesIn, null, doneTicks);

    /// <summary>An error came in as the answer to operation <paramref name="sequence"/>.</summary>
    public void Fail(long sequence, OperationId id, string kind, int bytesIn) => End(sequence, id, Outcome.Failed, bytesIn, kind);

    /// <summary>An answer to operation <paramref name="sequence"/> came in that is not what was asked for.</summary>
    public void Corrupt(long sequence, OperationId id, int bytesIn) => End(sequence, id, Outcome.Corrupted, bytesIn, ErrorKinds.Corrupted);

    /// <summary>
    /// Ends an operation whose answer is no message of its own but what others received; nothing happens where it has ended before. The answer counts as received
    /// here, or what came in would not add up to what was judged.
    /// </summary>
    internal void EndAt(long sequence, OperationId id, Outcome outcome, long doneTicks)
    {
        if (!Take(sequence, out Slot slot))
        {
            return;
        }

        if (outcome is Outcome.Ok or Outcome.Corrupted)
        {
            _step.Received();
        }

        string? error = outcome switch { Outcome.Ok => null, Outcome.Corrupted => ErrorKinds.Corrupted, _ => ErrorKinds.Closed };
        _step.ResolveAt(in slot.Operation, outcome, doneTicks, 0, error, slot.Overdue);
    }

    private void End(long sequence, OperationId id, Outcome outcome, int bytesIn, string? error) => End(sequence, id, outcome, bytesIn, error, Shards.Shard.Now);

    private void End(long sequence, OperationId id, Outcome outcome, int bytesIn, string? error, long done)
    {
        if (Take(sequence, out Slot slot))
        {
            _step.ResolveAt(in slot.Operation, outcome, done, bytesIn, error, slot.Overdue);
        }
        else if (_closed && sequence >= 0 && sequence < _next)
        {
            // Most likely the answer to what has just been called lost: to call it a duplicate would blame the target for one that it never sent.
            _step.CameAfterTheEnd();
        }
        else if (sequence >= 0 && sequence < _next)
        {
            _step.Duplicated(id, bytesIn);
        }
        else
        {
            _step.Unexpected(id, bytesIn);
        }
    }

    private bool Take(long sequence, out Slot taken)
    {
        ref Slot slot = ref _ring[sequence & _mask];
        if (slot.Taken && slot.Sequence == sequence)
        {
            taken = slot;
            slot = default;
        }
        else if (_stragglers is not null && _stragglers.Remove(sequence, out taken))
        {
            _youngStragglers -= taken.Overdue ? 0 : 1;
        }
        else
        {
            taken = default;
            return false;
        }

        _waiting--;
        return true;
    }

    /// <summary>Marks what has waited longer than the timeout as overdue; it no longer occupies the client.</summary>
    internal void Expire(long now)
    {
        if (_waiting == 0)
        {
            return;
        }

        // Sent in the order of their numbers: behind one that is not overdue there is none that is. What is called back may begin operations, and so move the ring.
        for (_first = Math.Max(_first, _next - _ring.Length); _first < _next; _first++)
        {
            ref Slot slot = ref _ring[_first & _mask];
            if (slot.Taken && slot.Sequence == _first && !slot.Overdue)
            {
                if (!Expired(in slot, now))
                {
                    break;
                }

                slot.Overdue = true;
                _step.Overdue(now);
            }
        }

        // Those that are overdue already may be many, where a target swallows messages for hours: they are not looked at again.
        if (_stragglers is not null && _youngStragglers > 0)
        {
            foreach (long sequence in _stragglers.Where(pair => Expired(pair.Value, now)).Select(pair => pair.Key).ToList())
            {
                // Each one that is overdue lets the client go on, which may end the connection and with it all the others.
                if (_stragglers.TryGetValue(sequence, out Slot slot) && !slot.Overdue)
                {
                    _stragglers[sequence] = slot with { Overdue = true };
                    _youngStragglers--;
                    _step.Overdue(now);
                }
            }
        }
    }

    /// <summary>
    /// When the operation that has waited longest was sent, or <see cref="long.MaxValue"/> where none waits. Overdue ones do not count: where one is lost for good, as
    /// a datagram may be, it says nothing of a fault that came after it.
    /// </summary>
    internal long OldestSent()
    {
        long oldest = long.MaxValue;
        if (_waiting > 0)
        {
            foreach (ref readonly Slot slot in _ring.AsSpan())
            {
                oldest = slot is { Taken: true, Overdue: false } ? Math.Min(oldest, slot.Operation.Sent) : oldest;
            }

            if (_stragglers is not null && _youngStragglers > 0)
            {
                foreach (Slot slot in _stragglers.Values)
                {
                    oldest = slot.Overdue ? oldest : Math.Min(oldest, slot.Operation.Sent);
                }
            }
        }

        return oldest;
    }

    /// <summary>Ends all that waits, because the run is over: what comes in after this is not counted any more.</summary>
    internal void Close(Outcome outcome, string kind)
    {
        _closed = true;
        EndAll(outcome, kind);
    }

    /// <summary>Ends all that waits, because the connection died.</summary>
    internal void EndAll(Outcome outcome, string kind)
    {
        if (_waiting == 0)
        {
            return;
        }

        // Ending an operation may let the client begin another one, so what waits now is taken out first.
        var waiting = new List<Slot>(_waiting);
        waiting.AddRange(_ring.Where(slot => slot.Taken));
        if (_stragglers is not null)
        {
            waiting.AddRange(_stragglers.Values);
            _stragglers.Clear();
        }

        Array.Clear(_ring);
        _youngStragglers = 0;
        _waiting = 0;
        foreach (Slot slot in waiting)
        {
            _step.Resolve(in slot.Operation, outcome, 0, kind, slot.Overdue);
        }
    }

    private void Grow()
    {
        Slot[] small = _ring;
        _ring = new Slot[small.Length * 2];
        _mask = _ring.Length - 1;
        foreach (ref readonly Slot slot in small.AsSpan())
        {
            if (slot.Taken)
            {
                _ring[slot.Sequence & _mask] = slot;
            }
        }
    }

    private bool Expired(in Slot slot, long now) => !slot.Overdue && now - slot.Operation.Sent > _step.TimeoutTicks;

    private struct Slot
    {
        public Operation Operation;
        public long Sequence;
        public bool Taken;
        public bool Overdue;
    }
}
