using System.Numerics;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// Events in order, the oldest leaving first, with their payloads in one circular buffer: a queue that allocates nothing once it has its size.
/// </summary>
/// <param name="maxPayload">Bytes of payloads at most, a power of two.</param>
internal sealed class EventRing(int maxPayload = 1 << 30)
{
    /// <summary>What an event costs beside its payload: its entry here, and a part of the client that it keeps in memory.</summary>
    public const int Overhead = 64;

    private const int LeastBytes = 4 * 1024;
    private const int LeastEntries = 16;

    private Entry[] _entries = [];
    private byte[] _bytes = [];
    private int _first;
    private int _peakCount;
    private long _peakBytes;
    private long _payload;

    // Positions count all bytes ever, so that full and empty differ; a position's place in the buffer is its remainder by the length, a power of two.
    private long _tail;

    /// <summary>Events kept.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes: payloads, contexts, requests of errors, and <see cref="Overhead"/> for each.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where there is room for another payload: one array holds them all.</summary>
    public bool HasRoomFor(int length) => _payload + length <= maxPayload;

    /// <summary>Appends an event, for which there must be room; its payload is copied.</summary>
    public void Push(Session session, EventKind kind, ReadOnlySpan<byte> payload, byte redeliveries = 0)
    {
        if (!HasRoomFor(payload.Length))
        {
            throw new InvalidOperationException($"A payload of {payload.Length} bytes does not fit beside {_payload} in {maxPayload}.");
        }

        if (Count == _entries.Length)
        {
            ResizeEntries(Math.Max(LeastEntries, Count * 2));
        }

        Entry entry = new(session, kind, Reserve(payload.Length), payload.Length, Cost(session, kind, payload.Length), redeliveries);
        payload.CopyTo(Place(entry));
        _tail = entry.Position + entry.Length;
        this[Count] = entry;
        Count++;
        Bytes += entry.Cost;
        _payload += entry.Length;
        (_peakCount, _peakBytes) = (Math.Max(_peakCount, Count), Math.Max(_peakBytes, _payload));
    }

    /// <summary>The oldest event; its payload is valid until the next change.</summary>
    public KeptEvent Peek() => new(this[0].Session, this[0].Kind, Place(this[0]), this[0].Redeliveries);

    /// <summary>Drops the oldest event.</summary>
    public void Pop()
    {
        Bytes -= this[0].Cost;
        _payload -= this[0].Length;
        this[0] = default;
        _first = (_first + 1) % _entries.Length;
        if (--Count == 0)
        {
            _tail = 0;
        }
    }

    /// <summary>Gives memory back that the time since the last call did not need.</summary>
    public void Trim()
    {
        if (_entries.Length > LeastEntries && _peakCount < _entries.Length / 4)
        {
            ResizeEntries(Math.Max(LeastEntries, _peakCount * 2));
        }

        if (_bytes.Length > LeastBytes && _peakBytes < _bytes.Length / 4)
        {
            Relocate(_peakBytes * 2);
        }

        (_peakCount, _peakBytes) = (Count, _payload);
    }

    private ref Entry this[int index] => ref _entries[(_first + index) % _entries.Length];

    private Span<byte> Place(in Entry entry) =>
        entry.Length == 0 ? [] : _bytes.AsSpan((int)(entry.Position & (_bytes.Length - 1)), entry.Length);

    // A payload that would be split by the buffer's end goes to its start.
    private long Reserve(int length)
    {
        if (length == 0)
        {
            return _tail;
        }

        int size = _bytes.Length;
        long position = size == 0 || (_tail & (size - 1)) + length <= size ? _tail : (_tail | (uint)(size - 1)) + 1;
        long head = Count == 0 ? _tail : this[0].Position;
        return position + length - head <= size ? position : Grow(length);
    }

    private long Grow(int length)
    {
        Relocate((_payload + length) * 3 / 2);
        return _tail;
    }

    // Moves what is kept to the start of a buffer of at least this size.
    private void Relocate(long size)
    {
        byte[] other = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(size, LeastBytes, maxPayload)));
        _tail = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref this[i];
            Place(entry).CopyTo(other.AsSpan((int)_tail));
            entry = entry with { Position = _tail };
            _tail += entry.Length;
        }

        _bytes = other;
    }

    private void ResizeEntries(int size)
    {
        Entry[] larger = new Entry[size];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        (_entries, _first) = (larger, 0);
    }

    // What a connection's events repeat is its context; a message's is small beside the message more often than not. An error keeps the whole request.
    private static int Cost(Session session, EventKind kind, int length) => Overhead + length + kind switch
    {
        EventKind.Connected or EventKind.Disconnected => session.Context.Length,
        EventKind.Error => session.Request?.Weight ?? 0,
        _ => 0,
    };

    private readonly record struct Entry(Session Session, EventKind Kind, long Position, int Length, int Cost, byte Redeliveries);
}
