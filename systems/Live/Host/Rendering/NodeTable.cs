using System.Numerics;

namespace Millrace.Live.Host.Rendering;

/// <summary>The elements that listen to events, by id: open addressing in one array that is as small as it can be, since most pages have few.</summary>
internal sealed class NodeTable
{
    private ElementNode?[] _slots = [];

    internal int Count { get; private set; }

    /// <summary>What the table holds, in bytes.</summary>
    internal int Size => 32 + (_slots.Length * 8);

    /// <summary>All of them, in no order.</summary>
    public IEnumerator<ElementNode> GetEnumerator()
    {
        foreach (ElementNode? element in _slots)
        {
            if (element is not null)
            {
                yield return element;
            }
        }
    }

    internal ElementNode? Find(uint id)
    {
        if (_slots.Length == 0)
        {
            return null;
        }

        for (int slot = SlotOf(id); _slots[slot] is { } element; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (element.Id == id)
            {
                return element;
            }
        }

        return null;
    }

    internal void Add(ElementNode element)
    {
        if (Find(element.Id) is not null)
        {
            return;
        }

        if ((Count + 1) * 4 > _slots.Length * 3)
        {
            Resize((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, (Count + 1) * 2)));
        }

        Put(element);
        Count++;
    }

    internal void Remove(ElementNode element)
    {
        if (_slots.Length == 0)
        {
            return;
        }

        int mask = _slots.Length - 1;
        int slot = SlotOf(element.Id);
        while (!ReferenceEquals(_slots[slot], element))
        {
            if (_slots[slot] is null)
            {
                return;
            }

            slot = (slot + 1) & mask;
        }

        Count--;
        // What comes after a hole and would be looked for from before it moves up.
        for (int next = (slot + 1) & mask; _slots[next] is { } other; next = (next + 1) & mask)
        {
            if (((next - SlotOf(other.Id)) & mask) >= ((next - slot) & mask))
            {
                _slots[slot] = other;
                slot = next;
            }
        }

        _slots[slot] = null;
        if (_slots.Length > 16 && Count * 8 < _slots.Length)
        {
            Resize(_slots.Length / 4);
        }
    }

    private int SlotOf(uint id) => (int)((id * 2654435769u) >> 16) & (_slots.Length - 1);

    private void Put(ElementNode element)
    {
        int slot = SlotOf(element.Id);
        while (_slots[slot] is not null)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = element;
    }

    private void Resize(int length)
    {
        ElementNode?[] before = _slots;
        _slots = new ElementNode?[length];
        foreach (ElementNode? element in before)
        {
            if (element is not null)
            {
                Put(element);
            }
        }
    }
}
