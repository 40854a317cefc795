using System.Runtime.InteropServices;

namespace Millrace.Amqp.Channels;

/// <summary>
/// The slots that nobody has: one in a pocket per thread or few, so that threads which take and give in turn do not meet, the others on a stack. Last in, first out: what was
/// used last is open and warm. Without locks; numbers instead of references, so that a tag beside the number keeps an old top from being mistaken for a new one.
/// </summary>
internal sealed class FreeSlots
{
    private readonly ChannelSlot[] _slots;
    private readonly Pocket[] _pockets;
    private Top _top;

    public FreeSlots(ChannelSlot[] slots)
    {
        _slots = slots;
        _pockets = new Pocket[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(4 * Environment.ProcessorCount, 64))];
        for (int i = slots.Length - 1; i >= 0; i--)
        {
            Push(slots[i]);
        }
    }

    /// <summary>A free slot; null where none was seen, which is certain only while nobody gives one back.</summary>
    public ChannelSlot? TryTake()
    {
        int here = Environment.CurrentManagedThreadId & (_pockets.Length - 1);
        if (TryPick(ref _pockets[here].Number) is { } own)
        {
            return own;
        }

        if (TryPop() is { } top)
        {
            return top;
        }

        for (int i = 1; i < _pockets.Length; i++)
        {
            if (TryPick(ref _pockets[(here + i) & (_pockets.Length - 1)].Number) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>Makes a slot free. A full fence: whoever gives and then looks for waiters sees those that looked for slots before.</summary>
    public void Put(ChannelSlot slot)
    {
        ref int pocket = ref _pockets[Environment.CurrentManagedThreadId & (_pockets.Length - 1)].Number;
        if (Volatile.Read(ref pocket) != 0 || Interlocked.CompareExchange(ref pocket, slot.Index + 1, 0) != 0)
        {
            Push(slot);
        }
    }

    private ChannelSlot? TryPick(ref int pocket)
    {
        int number = Volatile.Read(ref pocket) == 0 ? 0 : Interlocked.Exchange(ref pocket, 0);
        return number == 0 ? null : _slots[number - 1];
    }

    private ChannelSlot? TryPop()
    {
        while (true)
        {
            long top = Volatile.Read(ref _top.Value);
            int number = (int)top;
            if (number == 0)
            {
                return null;
            }

            ChannelSlot slot = _slots[number - 1];
            if (Interlocked.CompareExchange(ref _top.Value, Next(top, Volatile.Read(ref slot.Below)), top) == top)
            {
                return slot;
            }
        }
    }

    private void Push(ChannelSlot slot)
    {
        while (true)
        {
            long top = Volatile.Read(ref _top.Value);
            Volatile.Write(ref slot.Below, (int)top);
            if (Interlocked.CompareExchange(ref _top.Value, Next(top, slot.Index + 1), top) == top)
            {
                return;
            }
        }
    }

    private static long Next(long top, int number) => (((top >> 32) + 1) << 32) | (uint)number;

    // Alone on their cache lines (two, since neighbours are fetched in pairs).
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Pocket
    {
        [FieldOffset(64)]
        public int Number;
    }

    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Top
    {
        [FieldOffset(64)]
        public long Value;
    }
}
