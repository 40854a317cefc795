using System.Runtime.CompilerServices;

namespace Millrace.Shards;

/// <summary>
/// Datagrams on their way in or out, in pinned memory that the kernel reads and writes directly. Reused for ever: filling and emptying it allocates nothing.
/// Used by one thread at a time. What was received may be sent as it is: each datagram goes back to whom it came from.
/// </summary>
public sealed unsafe class UdpBatch : IDisposable
{
    private const int CacheLine = 64;
    private const int Truncated = 0x20; // MSG_TRUNC

    private readonly int _stride;
    private MessageHeader[] _headers;
    private UdpSlot[] _slots;
    private byte[] _data;

    /// <summary>The addresses of this machine that datagrams came to; empty until a port asks for them.</summary>
    private UdpLocalAddress[] _locals = [];
    private bool _hasLocals;

    /// <summary>Slots at the front that may differ from how a receive needs them.</summary>
    private int _used;

    /// <summary>A batch of at most <paramref name="capacity"/> datagrams of at most <paramref name="slotBytes"/> bytes.</summary>
    public UdpBatch(int capacity = 64, int slotBytes = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slotBytes, 1);

        // An odd number of cache lines, so that the beginnings of the slots do not fall upon the same few sets of the first-level cache.
        long stride = ((((long)slotBytes + CacheLine - 1) / CacheLine) | 1) * CacheLine;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, Array.MaxLength / capacity, nameof(slotBytes));
        Capacity = capacity;
        SlotBytes = slotBytes;
        _stride = (int)stride;
        _headers = GC.AllocateArray<MessageHeader>(capacity, pinned: true);
        _slots = GC.AllocateArray<UdpSlot>(capacity, pinned: true);
        _data = GC.AllocateArray<byte>(capacity * _stride, pinned: true);
        for (int i = 0; i < capacity; i++)
        {
            ref UdpSlot slot = ref _slots[i];
            slot.Data = (nint)Unsafe.AsPointer(ref _data[i * _stride]);
            _headers[i].Of = new MessageHeader.Message
            {
                Name = (nint)Unsafe.AsPointer(ref slot.Address),
                Vectors = (nint)Unsafe.AsPointer(ref slot),
                VectorCount = 1,
            };
        }

        _used = capacity;
    }

    /// <summary>Datagrams that fit.</summary>
    public int Capacity { get; private set; }

    /// <summary>Bytes of one datagram that fit; a longer one that comes in is cut (<see cref="IsTruncated"/>).</summary>
    public int SlotBytes { get; }

    /// <summary>Datagrams that are in it.</summary>
    public int Count { get; private set; }

    /// <summary>True where no further datagram fits.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The memory for the next datagram, <see cref="SlotBytes"/> long; write to it, then <see cref="Add(int)"/>. Only where the batch is not full.</summary>
    public Span<byte> Next => new(_data, Free() * _stride, SlotBytes);

    /// <summary>The bytes of datagram <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index] => new(_data, Checked(index) * _stride, (int)_slots[index].Length);

    /// <summary>Who sent datagram <paramref name="index"/>, or whom it goes to; the default where that is the remote of the port.</summary>
    public UdpAddress Address(int index) => HasAddress(Checked(index)) ? _slots[index].Address.Value : default;

    /// <summary>True where datagram <paramref name="index"/> was longer than its slot.</summary>
    public bool IsTruncated(int index) => (_headers[Checked(index)].Of.Flags & Truncated) != 0;

    /// <summary>Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as a datagram to the remote of a port that has one.</summary>
    public void Add(int length)
    {
        ref MessageHeader.Message header = ref _headers[Take(length)].Of;
        header.NameLength = 0;
        header.ControlLength = 0;
    }

    /// <summary>Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as a datagram to an address.</summary>
    public void Add(int length, in UdpAddress to)
    {
        int index = Take(length);
        ref MessageHeader.Message header = ref _headers[index].Of;
        header.NameLength = _slots[index].Address.Set(to);
        header.ControlLength = 0;
    }

    /// <summary>
    /// Takes the first <paramref name="length"/> bytes of <see cref="Next"/> as the answer to datagram <paramref name="index"/> of another batch. On Linux it leaves from the very
    /// address that the datagram came to, also where the port is bound to all of the machine's.
    /// </summary>
    public void Reply(int length, UdpBatch received, int index)
    {
        ArgumentNullException.ThrowIfNull(received);
        int from = received.Checked(index);
        int to = Take(length);
        Copy(received, from, to);
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives its memory back; the batch has room for nothing from then on.</summary>
    public void Dispose()
    {
        Count = Capacity = _used = 0;
        _headers = [];
        _slots = [];
        _data = [];
        _locals = [];
    }

    /// <summary>False for a datagram to the remote of its port.</summary>
    internal bool HasAddress(int index) => _headers[index].Of.NameLength != 0;

    /// <summary>Empties the batch, makes every slot ready to be received into and returns the first header. The batch must be kept alive while the kernel has it.</summary>
    internal MessageHeader* ToReceive(bool withLocals = false)
    {
        ObjectDisposedException.ThrowIf(Capacity == 0, this);
        if (withLocals != _hasLocals)
        {
            _hasLocals = withLocals;
            _used = Capacity;
            MakeLocals();
        }

        nuint controlLength = withLocals ? UdpLocalAddress.Size : 0u;
        for (int i = 0; i < _used; i++)
        {
            _headers[i].Of.NameLength = RawAddress.LengthOfIPv6;
            _headers[i].Of.ControlLength = controlLength;
            _slots[i].Length = SlotBytes;
        }

        _used = Count = 0;
        return (MessageHeader*)Unsafe.AsPointer(ref _headers[0]);
    }

    /// <summary>The kernel has filled the first <paramref name="count"/> slots.</summary>
    internal void Received(int count)
    {
        for (int i = 0; i < count; i++)
        {
            // With a flag of ours MSG_TRUNC would make this the whole length; without it is what the slot holds.
            _slots[i].Length = (nint)_headers[i].Length;
            if (_hasLocals)
            {
                _headers[i].Of.ControlLength = _locals[i].ToSend(_headers[i].Of.ControlLength);
            }
        }

        _used = Count = count;
    }

    /// <summary>Takes a copy of a received datagram, as much of it as fits.</summary>
    internal void AddReceived(ReadOnlySpan<byte> bytes, in UdpAddress from)
    {
        int length = Math.Min(bytes.Length, SlotBytes);
        bytes[..length].CopyTo(Next);
        int index = Count;
        Add(length, from);
        _headers[index].Of.Flags = length < bytes.Length ? Truncated : 0;
    }

    /// <summary>The first header, for sending. The batch must be kept alive while the kernel has it.</summary>
    internal MessageHeader* ToSend() => (MessageHeader*)Unsafe.AsPointer(ref _headers[0]);

    /// <summary>Forgets the first <paramref name="count"/> datagrams; the rest moves to the front.</summary>
    internal void RemoveFirst(int count)
    {
        int left = Count - count;
        for (int to = 0; to < left && count > 0; to++)
        {
            int from = to + count;
            this[from].CopyTo(_data.AsSpan(to * _stride));
            _slots[to].Length = _slots[from].Length;
            Copy(this, from, to);
            _headers[to].Of.Flags = _headers[from].Of.Flags;
        }

        Count = Math.Max(left, 0); // it may have been disposed meanwhile
    }

    private void Copy(UdpBatch source, int from, int to)
    {
        ref MessageHeader.Message header = ref source._headers[from].Of;
        _slots[to].Address = source._slots[from].Address;
        _headers[to].Of.NameLength = header.NameLength;
        _headers[to].Of.ControlLength = header.ControlLength;
        if (header.ControlLength != 0)
        {
            MakeLocals();
            _locals[to] = source._locals[from];
        }
    }

    private void MakeLocals()
    {
        if (_locals.Length != 0)
        {
            return;
        }

        _locals = GC.AllocateArray<UdpLocalAddress>(Capacity, pinned: true);
        for (int i = 0; i < Capacity; i++)
        {
            _headers[i].Of.Control = (nint)Unsafe.AsPointer(ref _locals[i]);
        }
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return index;
    }

    private int Free() => Count < Capacity ? Count
        : throw new InvalidOperationException($"The batch of {Capacity} datagrams is full: send it or clear it first.");

    private int Take(int length)
    {
        int index = Free();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)SlotBytes, nameof(length));
        _slots[index].Length = length;
        _headers[index].Of.Flags = 0;
        Count = index + 1;
        _used = Math.Max(_used, Count);
        return index;
    }
}
