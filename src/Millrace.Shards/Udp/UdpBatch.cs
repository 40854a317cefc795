namespace Millrace.Shards;

/// <summary>
/// Datagrams on their way in or out, in native memory that the kernel reads and writes directly. Reused for ever: filling and emptying it allocates nothing.
/// Used by one thread at a time.
/// </summary>
public sealed class UdpBatch : IDisposable
{
    /// <summary>A batch of at most <paramref name="capacity"/> datagrams of at most <paramref name="slotBytes"/> bytes.</summary>
    public UdpBatch(int capacity = 64, int slotBytes = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slotBytes, 1);
        Capacity = capacity;
        SlotBytes = slotBytes;
    }

    /// <summary>Datagrams that fit.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of one datagram that fit; a longer one that comes in is cut (<see cref="IsTruncated"/>).</summary>
    public int SlotBytes { get; }

    /// <summary>Datagrams that are in it.</summary>
    public int Count { get; private set; }

    /// <summary>True where no further datagram fits.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The bytes of datagram <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index] => throw new NotImplementedException();

    /// <summary>The memory for the next datagram, <see cref="SlotBytes"/> long; write to it, then <see cref="Add(int)"/>. Only where the batch is not full.</summary>
    public Span<byte> Next => throw new NotImplementedException();

    /// <summary>Who sent datagram <paramref name="index"/>, or whom it goes to.</summary>
    public UdpAddress Address(int index) => throw new NotImplementedException();

    /// <summary>True where datagram <paramref name="index"/> was longer than its slot.</summary>
    public bool IsTruncated(int index) => throw new NotImplementedException();

    /// <summary>Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as a datagram to the remote of a port that has one.</summary>
    public void Add(int length) => throw new NotImplementedException();

    /// <summary>Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as a datagram to an address.</summary>
    public void Add(int length, in UdpAddress to) => throw new NotImplementedException();

    /// <summary>Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as the answer to datagram <paramref name="index"/> of another batch.</summary>
    public void Reply(int length, UdpBatch received, int index) => throw new NotImplementedException();

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
