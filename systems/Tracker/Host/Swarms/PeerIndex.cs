using System.Runtime.InteropServices;
using Millrace.Tracker.Host.Swarms.Memory;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>Finds the position of a peer in a large swarm: <see cref="PeerIndexPart"/>.</summary>
internal sealed unsafe class PeerIndex<TPeer>(Slab slab, SipKey sipKey)
    where TPeer : unmanaged, IPeer<TPeer>
{
    private const int FewestPlaces = 8;
    private const int TagBits = 8;
    private const uint TagMask = (1 << TagBits) - 1;

    private readonly SipKey _key = sipKey;

    /// <summary>What the other calls take beside a peer.</summary>
    public ulong HashOf(in TPeer peer) => peer.Hash(in _key);

    /// <summary>Makes an index of so many peers; false where there is no memory for it, and then none is taken.</summary>
    public bool TryCreate(PeerIndexPart* parts, TPeer* peers, int count)
    {
        for (int part = 0; part < PeerIndexPart.Count; part++)
        {
            uint* memory = TakePlaces(FewestPlaces);
            if (memory == null)
            {
                FreeFirst(parts, part);
                return false;
            }

            parts[part] = new() { Places = memory, Mask = FewestPlaces - 1 };
        }

        for (int at = 0; at < count; at++)
        {
            ulong hash = HashOf(in peers[at]);
            if (!TryMakeRoom(parts, peers, hash))
            {
                Free(parts);
                return false;
            }

            Add(parts, hash, at);
        }

        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Free(PeerIndexPart* parts) => FreeFirst(parts, PeerIndexPart.Count);

    /// <summary>The position of a peer, or -1.</summary>
    public static int Find(PeerIndexPart* parts, TPeer* peers, in TPeer peer, ulong hash)
    {
        PeerIndexPart* part = PartOf(parts, hash);
        uint* places = part->Places;
        uint tag = TagOf(hash);
        for (uint at = HomeOf(part, hash); places[at] != 0; at = (at + 1) & part->Mask)
        {
            if ((places[at] & TagMask) == tag && peers[PositionAt(places[at])].IsSameAs(in peer))
            {
                return PositionAt(places[at]);
            }
        }

        return -1;
    }

    /// <summary>Sees to it that one peer more can be added; false where there is no memory for it.</summary>
    public bool TryMakeRoom(PeerIndexPart* parts, TPeer* peers, ulong hash)
    {
        PeerIndexPart* part = PartOf(parts, hash);
        uint places = part->Mask + 1;
        return part->Taken + 1 <= places / 4 * 3 || TryRebuild(part, peers, places * 2);
    }

    /// <summary>Adds a peer that is not in it, after <see cref="TryMakeRoom"/>.</summary>
    public static void Add(PeerIndexPart* parts, ulong hash, int position)
    {
        PeerIndexPart* part = PartOf(parts, hash);
        Put(part, hash, position);
        part->Taken++;
    }

    /// <summary>Says that a peer lies elsewhere now.</summary>
    public static void Move(PeerIndexPart* parts, ulong hash, int from, int to)
    {
        PeerIndexPart* part = PartOf(parts, hash);
        part->Places[PlaceOf(part, hash, from)] = Place(hash, to);
    }

    /// <summary>Says that two peers have changed places.</summary>
    public static void Swap(PeerIndexPart* parts, ulong oneHash, int one, ulong otherHash, int other)
    {
        // Both are found before either is changed: afterwards two entries of one tag could be the same.
        PeerIndexPart* onePart = PartOf(parts, oneHash);
        PeerIndexPart* otherPart = PartOf(parts, otherHash);
        uint onePlace = PlaceOf(onePart, oneHash, one);
        uint otherPlace = PlaceOf(otherPart, otherHash, other);
        onePart->Places[onePlace] = Place(oneHash, other);
        otherPart->Places[otherPlace] = Place(otherHash, one);
    }

    /// <summary>Takes a peer out, while all peers still lie where the index says, and gives memory back where less than an eighth of its part is used.</summary>
    public void Remove(PeerIndexPart* parts, TPeer* peers, ulong hash, int position)
    {
        PeerIndexPart* part = PartOf(parts, hash);
        uint* places = part->Places;
        uint hole = PlaceOf(part, hash, position);

        // Those behind it that could not have their own place move up, so that no search ends too early and no dead places are left.
        for (uint at = (hole + 1) & part->Mask; places[at] != 0; at = (at + 1) & part->Mask)
        {
            uint home = HomeOf(part, HashOf(in peers[PositionAt(places[at])]));
            if (((at - home) & part->Mask) >= ((at - hole) & part->Mask))
            {
                places[hole] = places[at];
                hole = at;
            }
        }

        places[hole] = 0;
        part->Taken--;

        // One part at a time, as with growth: all of a large swarm's at once would be a pause.
        if (part->Mask + 1 > FewestPlaces && part->Taken < (part->Mask + 1) / 8)
        {
            _ = TryRebuild(part, peers, (part->Mask + 1) / 2);
        }
    }

    private static int PositionAt(uint place) => (int)(place >> TagBits) - 1;

    private static uint Place(ulong hash, int position) => ((uint)(position + 1) << TagBits) | TagOf(hash);

    private static PeerIndexPart* PartOf(PeerIndexPart* parts, ulong hash) => parts + (hash >> 58);

    private static uint TagOf(ulong hash) => (uint)(hash >> 40) & TagMask;

    private static uint HomeOf(PeerIndexPart* part, ulong hash) => (uint)hash & part->Mask;

    private static uint PlaceOf(PeerIndexPart* part, ulong hash, int position)
    {
        uint place = Place(hash, position);
        uint at = HomeOf(part, hash);
        while (part->Places[at] != place)
        {
            at = (at + 1) & part->Mask;
        }

        return at;
    }

    private static void Put(PeerIndexPart* part, ulong hash, int position)
    {
        uint at = HomeOf(part, hash);
        while (part->Places[at] != 0)
        {
            at = (at + 1) & part->Mask;
        }

        part->Places[at] = Place(hash, position);
    }

    private uint* TakePlaces(uint places)
    {
        uint* memory = (uint*)slab.Take(places * sizeof(uint));
        if (memory != null)
        {
            NativeMemory.Clear(memory, places * sizeof(uint));
        }

        return memory;
    }

    private bool TryRebuild(PeerIndexPart* part, TPeer* peers, uint places)
    {
        uint* memory = TakePlaces(places);
        if (memory == null)
        {
            return false;
        }

        PeerIndexPart rebuilt = new() { Places = memory, Mask = places - 1, Taken = part->Taken };
        for (uint at = 0; at <= part->Mask; at++)
        {
            if (part->Places[at] != 0)
            {
                int position = PositionAt(part->Places[at]);
                Put(&rebuilt, HashOf(in peers[position]), position);
            }
        }

        slab.Return((byte*)part->Places, (part->Mask + 1) * sizeof(uint));
        *part = rebuilt;
        return true;
    }

    private void FreeFirst(PeerIndexPart* parts, int count)
    {
        for (int part = 0; part < count; part++)
        {
            slab.Return((byte*)parts[part].Places, (parts[part].Mask + 1) * sizeof(uint));
        }
    }
}
