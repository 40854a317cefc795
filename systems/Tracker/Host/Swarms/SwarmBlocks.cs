using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// The peers of swarms: leechers from the start of an array, seeders behind them, so that counts are bounds and a seeder is handed a part of the array. Whoever leaves is replaced
/// by the last of its kind. A swarm's block moves when it grows or shrinks, so callers keep what a call gives back.
/// </summary>
internal sealed unsafe class SwarmBlocks<TPeer>(Slab slab, SipKey key)
    where TPeer : unmanaged, IPeer<TPeer>
{
    private readonly PeerIndex<TPeer> _index = new(slab, key);

    /// <summary>A swarm without peers that has room for one, or null where there is no memory.</summary>
    public SwarmHeader* Create(in InfoHash hash)
    {
        int sizeClass = SizeClasses.Of(SmallBytes(1));
        var swarm = (SwarmHeader*)slab.Take(SizeClasses.Bytes(sizeClass));
        if (swarm != null)
        {
            *swarm = new(in hash) { SizeClass = sizeClass };
        }

        return swarm;
    }

    /// <summary>Its peers.</summary>
    public static TPeer* PeersOf(SwarmHeader* swarm) => swarm->IsLarge ? (TPeer*)((LargeSwarm*)swarm)->Peers : (TPeer*)(swarm + 1);

    /// <summary>The position of a peer, or -1.</summary>
    public int Find(SwarmHeader* swarm, in TPeer peer) => swarm->IsLarge
        ? PeerIndex<TPeer>.Find(PartsOf(swarm), PeersOf(swarm), in peer, _index.HashOf(in peer))
        : TPeer.Find((TPeer*)(swarm + 1), swarm->Peers, in peer);

    /// <summary>Sees to it that one peer more can be added, which may move the swarm's block; false where there is no memory for it.</summary>
    public bool TryMakeRoom(ref SwarmHeader* swarm, in TPeer peer)
    {
        int needed = swarm->Peers + 1;
        if (!swarm->IsLarge)
        {
            if (SmallBytes(needed) <= SizeClasses.Bytes(swarm->SizeClass))
            {
                return true;
            }

            SwarmHeader* moved = needed <= TPeer.IndexFrom ? Resized(swarm, needed) : Enlarged(swarm, needed);
            if (moved == null)
            {
                return false;
            }

            swarm = moved;
        }

        return !swarm->IsLarge
            || (TryGrow((LargeSwarm*)swarm, (long)needed * sizeof(TPeer)) && _index.TryMakeRoom(PartsOf(swarm), PeersOf(swarm), _index.HashOf(in peer)));
    }

    /// <summary>Adds a peer that is not in the swarm, after <see cref="TryMakeRoom"/>.</summary>
    public void Add(SwarmHeader* swarm, in TPeer peer, bool isSeeder)
    {
        TPeer* peers = PeersOf(swarm);
        int at = swarm->Peers;
        if (!isSeeder && swarm->Seeders > 0)
        {
            Move(swarm, peers, swarm->Leechers, at);
            at = swarm->Leechers;
        }

        peers[at] = peer;
        if (isSeeder)
        {
            swarm->Seeders++;
        }
        else
        {
            swarm->Leechers++;
        }

        if (swarm->IsLarge)
        {
            PeerIndex<TPeer>.Add(PartsOf(swarm), _index.HashOf(in peer), at);
        }
    }

    /// <summary>Makes a leecher a seeder, or the other way round; gives its new position.</summary>
    public int Turn(SwarmHeader* swarm, int position)
    {
        bool isLeecher = position < swarm->Leechers;
        int edge = isLeecher ? swarm->Leechers - 1 : swarm->Leechers;
        Swap(swarm, position, edge);
        int change = isLeecher ? 1 : -1;
        swarm->Leechers -= change;
        swarm->Seeders += change;
        return edge;
    }

    /// <summary>Takes a peer out. <see cref="Shrink"/> may follow.</summary>
    public void RemoveAt(SwarmHeader* swarm, int position)
    {
        TPeer* peers = PeersOf(swarm);
        if (swarm->IsLarge)
        {
            _index.Remove(PartsOf(swarm), peers, _index.HashOf(in peers[position]), position);
        }

        int last = swarm->Peers - 1;
        if (position < swarm->Leechers)
        {
            int lastLeecher = --swarm->Leechers;
            Move(swarm, peers, lastLeecher, position);
            Move(swarm, peers, last, lastLeecher);
        }
        else
        {
            swarm->Seeders--;
            Move(swarm, peers, last, position);
        }
    }

    /// <summary>Gives memory back where the swarm has become much smaller, and gives its block, which may be another. Not for an empty swarm: that is freed.</summary>
    public SwarmHeader* Shrink(SwarmHeader* swarm)
    {
        int peers = swarm->Peers;
        if (!swarm->IsLarge)
        {
            return SmallBytes(peers + 1) * 2 <= SizeClasses.Bytes(swarm->SizeClass) ? OrSame(Resized(swarm, peers + 1), swarm) : swarm;
        }

        if (peers <= TPeer.IndexFrom / 2)
        {
            return OrSame(Reduced(swarm), swarm);
        }

        var large = (LargeSwarm*)swarm;
        long used = (long)peers * sizeof(TPeer);
        if (used * 2 < large->PeerBytes)
        {
            _ = TryResize(large, used + (used / 4));
        }

        return swarm;
    }

    /// <summary>Moves a swarm's block out of a chunk that is mostly empty, and gives the block, which may be another: <see cref="Slab.TryCompact"/>.</summary>
    public SwarmHeader* Compact(SwarmHeader* swarm) =>
        OrSame((SwarmHeader*)slab.TryCompact((byte*)swarm, swarm->IsLarge ? LargeSwarm.Bytes : SizeClasses.Bytes(swarm->SizeClass)), swarm);

    /// <summary>Gives a swarm's memory back.</summary>
    public void Free(SwarmHeader* swarm)
    {
        if (swarm->IsLarge)
        {
            var large = (LargeSwarm*)swarm;
            _index.Free(PartsOf(swarm));
            slab.Return(large->Peers, large->PeerBytes);
            slab.Return((byte*)swarm, LargeSwarm.Bytes);
            return;
        }

        slab.Return((byte*)swarm, SizeClasses.Bytes(swarm->SizeClass));
    }

    private static PeerIndexPart* PartsOf(SwarmHeader* swarm) => LargeSwarm.Parts((LargeSwarm*)swarm);

    private static int SmallBytes(int peers) => SwarmHeader.Bytes + (peers * sizeof(TPeer));

    private static SwarmHeader* OrSame(SwarmHeader* moved, SwarmHeader* swarm) => moved == null ? swarm : moved;

    private void Move(SwarmHeader* swarm, TPeer* peers, int from, int to)
    {
        if (from == to)
        {
            return;
        }

        if (swarm->IsLarge)
        {
            PeerIndex<TPeer>.Move(PartsOf(swarm), _index.HashOf(in peers[from]), from, to);
        }

        peers[to] = peers[from];
    }

    private void Swap(SwarmHeader* swarm, int one, int other)
    {
        if (one == other)
        {
            return;
        }

        TPeer* peers = PeersOf(swarm);
        if (swarm->IsLarge)
        {
            PeerIndex<TPeer>.Swap(PartsOf(swarm), _index.HashOf(in peers[one]), one, _index.HashOf(in peers[other]), other);
        }

        (peers[one], peers[other]) = (peers[other], peers[one]);
    }

    private SwarmHeader* Resized(SwarmHeader* swarm, int peers)
    {
        int sizeClass = SizeClasses.Of(SmallBytes(peers));
        int oldBytes = SizeClasses.Bytes(swarm->SizeClass);
        var moved = (SwarmHeader*)slab.Resize((byte*)swarm, oldBytes, SizeClasses.Bytes(sizeClass), SmallBytes(swarm->Peers));
        if (moved != null)
        {
            moved->SizeClass = sizeClass;
        }

        return moved;
    }

    private bool TryGrow(LargeSwarm* swarm, long bytes)
    {
        if (bytes <= Slab.RoomFor(swarm->PeerBytes))
        {
            return true;
        }

        // A quarter more: what is not used of a large block has never been touched, so it is not resident.
        return TryResize(swarm, bytes + (bytes / 4));
    }

    private bool TryResize(LargeSwarm* swarm, long bytes)
    {
        byte* moved = slab.Resize(swarm->Peers, swarm->PeerBytes, bytes, (long)swarm->Header.Peers * sizeof(TPeer));
        if (moved == null)
        {
            return false;
        }

        swarm->Peers = moved;
        swarm->PeerBytes = bytes;
        return true;
    }

    // From small to large.
    private SwarmHeader* Enlarged(SwarmHeader* swarm, int needed)
    {
        int count = swarm->Peers;
        long bytes = (long)(needed + (needed / 4)) * sizeof(TPeer);
        var large = (LargeSwarm*)slab.Take(LargeSwarm.Bytes);
        byte* peers = slab.Take(bytes);
        if (large == null || peers == null || !_index.TryCreate(LargeSwarm.Parts(large), (TPeer*)(swarm + 1), count))
        {
            ReturnIfTaken((byte*)large, LargeSwarm.Bytes);
            ReturnIfTaken(peers, bytes);
            return null;
        }

        Buffer.MemoryCopy(swarm + 1, peers, bytes, (long)count * sizeof(TPeer));
        large->Header = *swarm;
        large->Header.BecomeLarge();
        large->Peers = peers;
        large->PeerBytes = bytes;
        slab.Return((byte*)swarm, SizeClasses.Bytes(swarm->SizeClass));
        return (SwarmHeader*)large;
    }

    // From large to small.
    private SwarmHeader* Reduced(SwarmHeader* swarm)
    {
        int sizeClass = SizeClasses.Of(SmallBytes(swarm->Peers + 1));
        var small = (SwarmHeader*)slab.Take(SizeClasses.Bytes(sizeClass));
        if (small != null)
        {
            *small = *swarm;
            small->SizeClass = sizeClass;
            long bytes = (long)swarm->Peers * sizeof(TPeer);
            Buffer.MemoryCopy(PeersOf(swarm), small + 1, bytes, bytes);
            Free(swarm);
        }

        return small;
    }

    private void ReturnIfTaken(byte* block, long bytes)
    {
        if (block != null)
        {
            slab.Return(block, bytes);
        }
    }
}
