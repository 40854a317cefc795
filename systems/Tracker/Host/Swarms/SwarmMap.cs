using System.Runtime.InteropServices;
using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// One of the small hash tables that lead from an info hash to its swarm. A place is 8 bytes: the swarm's address in the low 48 bits and a tag, 16 bits of the keyed hash, above
/// them. The tag is also what says where a place belongs, so growing and closing gaps read no swarm at all; a table has at most 65,536 places for it. All zero is an empty table.
/// </summary>
internal unsafe struct SwarmMap
{
    private const int FewestPlaces = 8;
    private const int MostPlaces = 1 << 16;
    private const int TagShift = 48;
    private const ulong AddressMask = (1UL << TagShift) - 1;

    private ulong* _places;
    private int _count;

    /// <summary>Swarms in it.</summary>
    public readonly int Count => _count;

    /// <summary>Places in it: a power of two, or 0.</summary>
    public int Places { get; private set; }

    /// <summary>The swarm at a place, or null.</summary>
    public readonly SwarmHeader* SwarmAt(int place) => (SwarmHeader*)(_places[place] & AddressMask);

    /// <summary>The place of a swarm, or -1.</summary>
    public readonly int Find(in InfoHash hash, ushort tag)
    {
        if (_places == null)
        {
            return -1;
        }

        int mask = Places - 1;
        for (int at = tag & mask; _places[at] != 0; at = (at + 1) & mask)
        {
            if (_places[at] >> TagShift == tag && SwarmAt(at)->Is(in hash))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Sees to it that one swarm more can be added; false where there is no memory for it or the table is as large as it may be.</summary>
    public bool TryMakeRoom(Slab slab)
    {
        if (_count < Places / 4 * 3)
        {
            return true;
        }

        return Places < MostPlaces && TryRebuild(slab, Math.Max(FewestPlaces, Places * 2));
    }

    /// <summary>Adds a swarm that is not in it, after <see cref="TryMakeRoom"/>.</summary>
    public void Add(SwarmHeader* swarm, ushort tag)
    {
        Put(((ulong)tag << TagShift) | (ulong)swarm);
        _count++;
    }

    /// <summary>Says that a swarm's block has moved.</summary>
    public readonly void Move(int place, SwarmHeader* swarm) => _places[place] = (_places[place] & ~AddressMask) | (ulong)swarm;

    /// <summary>Takes out the swarm at a place; another may be there afterwards. True where the table was built anew, so that all places have changed.</summary>
    public bool RemoveAt(int place, Slab slab)
    {
        int mask = Places - 1;
        int hole = place;
        for (int at = (hole + 1) & mask; _places[at] != 0; at = (at + 1) & mask)
        {
            int home = (int)(_places[at] >> TagShift) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _places[hole] = _places[at];
                hole = at;
            }
        }

        _places[hole] = 0;
        _count--;
        if (_count == 0)
        {
            Free(slab);
            return true;
        }

        return Places > FewestPlaces && _count < Places / 8 && TryRebuild(slab, Places / 2);
    }

    /// <summary>Moves its places out of a chunk that is mostly empty: <see cref="Slab.TryCompact"/>.</summary>
    public void Compact(Slab slab)
    {
        int bytes = Places * sizeof(ulong);
        if (_places != null && bytes <= SizeClasses.MaxBytes)
        {
            byte* moved = slab.TryCompact((byte*)_places, bytes);
            _places = moved == null ? _places : (ulong*)moved;
        }
    }

    /// <summary>Gives its memory back, not that of its swarms.</summary>
    public void Free(Slab slab)
    {
        if (_places != null)
        {
            slab.Return((byte*)_places, (long)Places * sizeof(ulong));
        }

        this = default;
    }

    private readonly void Put(ulong entry)
    {
        int mask = Places - 1;
        int at = (int)(entry >> TagShift) & mask;
        while (_places[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _places[at] = entry;
    }

    private bool TryRebuild(Slab slab, int places)
    {
        long bytes = (long)places * sizeof(ulong);
        var memory = (ulong*)slab.Take(bytes);
        if (memory == null)
        {
            return false;
        }

        NativeMemory.Clear(memory, (nuint)bytes);
        SwarmMap rebuilt = new() { _places = memory, Places = places, _count = _count };
        for (int at = 0; at < Places; at++)
        {
            if (_places[at] != 0)
            {
                rebuilt.Put(_places[at]);
            }
        }

        Free(slab);
        this = rebuilt;
        return true;
    }
}
