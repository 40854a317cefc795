using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>A stripe of one family's peers.</summary>
internal sealed unsafe class PeerStripe<TPeer> : SwarmStripe
    where TPeer : unmanaged, IPeer<TPeer>
{
    private readonly Lock _lock = new();

    // Pinned, so that a pointer to it holds; all zero is an empty table.
    private readonly SwarmMap[] _mapArray = GC.AllocateArray<SwarmMap>(SwarmPlace.Maps, pinned: true);
    private readonly SwarmMap* _maps;
    private readonly Slab _slab;
    private readonly SwarmBlocks<TPeer> _blocks;
    private readonly SwarmBounds _bounds;
    private readonly PeerClock _clock;
    private StripeCounters _counters;

    public PeerStripe(SwarmBounds bounds, PeerClock clock, SipKey key, ChunkSource chunks, PageSource pages)
    {
        _maps = (SwarmMap*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_mapArray));
        _slab = new(chunks, pages);
        _blocks = new(_slab, key);
        _bounds = bounds;
        _clock = clock;
    }

    public override SwarmAnswer Announce(in Announcement announcement, ref SwarmRandom random, Span<byte> peers)
    {
        TPeer peer = TPeer.From(announcement.Peer);
        SwarmMap* map = _maps + announcement.Place.Map;
        lock (_lock)
        {
            int place = map->Find(announcement.Hash, announcement.Place.Tag);
            SwarmHeader* swarm = place < 0 ? null : map->SwarmAt(place);
            int position = swarm == null ? -1 : _blocks.Find(swarm, in peer);
            if (announcement.Role == PeerRole.Stopped)
            {
                return Stop(map, place, position);
            }

            if (position >= 0)
            {
                position = Refresh(swarm, position, in announcement);
            }
            else
            {
                position = TryAdd(map, place, ref swarm, ref peer, in announcement);
                if (swarm == null)
                {
                    return new(0, 0, 0, IsFull: true);
                }
            }

            int candidates = announcement.Role == PeerRole.Seeder ? swarm->Leechers : swarm->Peers;
            int bytes = PeerSample.Write(SwarmBlocks<TPeer>.PeersOf(swarm), candidates, position, announcement.Wanted, ref random, peers);
            return new((uint)swarm->Seeders, (uint)swarm->Leechers, bytes, position < 0);
        }
    }

    public override ScrapeEntry Scrape(in InfoHash hash, SwarmPlace place)
    {
        SwarmMap* map = _maps + place.Map;
        lock (_lock)
        {
            int at = map->Find(in hash, place.Tag);
            if (at < 0)
            {
                return default;
            }

            SwarmHeader* swarm = map->SwarmAt(at);
            return new((uint)swarm->Seeders, swarm->Completed, (uint)swarm->Leechers);
        }
    }

    public override int Expire(ref ExpiryCursor cursor, int tick, ref int budget)
    {
        int dropped = 0;
        lock (_lock)
        {
            while (budget > 0 && cursor.Map < SwarmPlace.Maps)
            {
                SwarmMap* map = _maps + cursor.Map;
                SwarmHeader* swarm = cursor.Place < map->Places ? map->SwarmAt(cursor.Place) : null;
                if (swarm != null)
                {
                    dropped += ExpireSwarm(map, swarm, ref cursor, tick, ref budget);
                    continue;
                }

                budget--;
                if (cursor.Place >= map->Places)
                {
                    map->Compact(_slab);
                    cursor.NextMap();
                }
                else
                {
                    cursor.NextPlace();
                }
            }

            _counters.Expired += dropped;
        }

        return dropped;
    }

    public override RestoreOutcome Restore(in Announcement announcement, in RestoredPeer restored)
    {
        TPeer peer = TPeer.From(announcement.Peer);
        SwarmMap* map = _maps + announcement.Place.Map;
        lock (_lock)
        {
            int place = map->Find(announcement.Hash, announcement.Place.Tag);
            SwarmHeader* swarm = place < 0 ? null : map->SwarmAt(place);
            if (swarm == null || _blocks.Find(swarm, in peer) < 0)
            {
                int position = TryAdd(map, place, ref swarm, ref peer, in announcement);
                if (position < 0)
                {
                    return RestoreOutcome.Full;
                }

                SwarmBlocks<TPeer>.PeersOf(swarm)[position].Stamp = PeerClock.Stamp(announcement.Tick, restored.IsCounted);
            }

            swarm->Completed = Math.Max(swarm->Completed, restored.Completed);
            return RestoreOutcome.Stored;
        }
    }

    public override SwarmCopy Copy(int map, int tick, Span<byte> target, List<InfoHash> larger)
    {
        lock (_lock)
        {
            return SwarmCopier<TPeer>.Copy(_maps + map, _clock, tick, target, larger);
        }
    }

    public override SwarmCopy CopyPiece(in InfoHash hash, SwarmPlace place, int tick, ref int peersLeft, Span<byte> target)
    {
        SwarmMap* map = _maps + place.Map;
        lock (_lock)
        {
            int at = map->Find(in hash, place.Tag);
            if (at >= 0)
            {
                return SwarmCopier<TPeer>.CopyPiece(map->SwarmAt(at), _clock, tick, ref peersLeft, target);
            }

            peersLeft = 0;
            return default;
        }
    }

    public override void AddTo(ref SwarmTotals totals) => totals = totals with
    {
        Swarms = totals.Swarms + Volatile.Read(ref _counters.Swarms),
        Seeders = totals.Seeders + Volatile.Read(ref _counters.Seeders),
        Leechers = totals.Leechers + Volatile.Read(ref _counters.Leechers),
        Completed = totals.Completed + Volatile.Read(ref _counters.Completed),
        Expired = totals.Expired + Volatile.Read(ref _counters.Expired),
        RefusedBySwarm = totals.RefusedBySwarm + Volatile.Read(ref _counters.RefusedBySwarm),
        RefusedByTable = totals.RefusedByTable + Volatile.Read(ref _counters.RefusedByTable),
        BytesReserved = totals.BytesReserved + _slab.BytesReserved,
        BytesInUse = totals.BytesInUse + _slab.BytesInUse,
    };

    public override void Free()
    {
        lock (_lock)
        {
            for (int map = 0; map < SwarmPlace.Maps; map++)
            {
                for (int place = 0; place < _maps[map].Places; place++)
                {
                    SwarmHeader* swarm = _maps[map].SwarmAt(place);
                    if (swarm != null)
                    {
                        _blocks.Free(swarm);
                    }
                }

                _maps[map].Free(_slab);
            }

            _counters.Swarms = 0;
            _counters.Seeders = 0;
            _counters.Leechers = 0;
        }
    }

    private SwarmAnswer Stop(SwarmMap* map, int place, int position)
    {
        if (place < 0)
        {
            return default;
        }

        SwarmHeader* swarm = map->SwarmAt(place);
        if (position >= 0)
        {
            Remove(swarm, position);
            if (swarm->Peers == 0)
            {
                _ = RemoveSwarm(map, place, swarm);
                return default;
            }

            swarm = _blocks.Shrink(swarm);
            map->Move(place, swarm);
        }

        return new((uint)swarm->Seeders, (uint)swarm->Leechers, 0, IsFull: false);
    }

    private int Refresh(SwarmHeader* swarm, int position, in Announcement announcement)
    {
        bool isSeeder = announcement.Role == PeerRole.Seeder;
        bool isCounted = PeerClock.IsCounted(SwarmBlocks<TPeer>.PeersOf(swarm)[position].Stamp);
        if (isSeeder != position >= swarm->Leechers)
        {
            position = _blocks.Turn(swarm, position);
            _counters.Seeders += isSeeder ? 1 : -1;
            _counters.Leechers -= isSeeder ? 1 : -1;
            if (isSeeder && !isCounted)
            {
                isCounted = true;
                Complete(swarm);
            }
        }

        SwarmBlocks<TPeer>.PeersOf(swarm)[position].Stamp = PeerClock.Stamp(announcement.Tick, isCounted);
        return position;
    }

    // The new peer's position, or -1 where it is not stored. The swarm is made where there is none; it stays null where there can be none.
    private int TryAdd(SwarmMap* map, int place, ref SwarmHeader* swarm, ref TPeer peer, in Announcement announcement)
    {
        if (swarm != null && swarm->Peers >= _bounds.PeersPerSwarm)
        {
            _counters.RefusedBySwarm++;
            return -1;
        }

        if (!_bounds.TryAddPeer())
        {
            _counters.RefusedByTable++;
            return -1;
        }

        if (swarm == null ? !TryAddSwarm(map, ref swarm, in announcement) : !TryMakeRoom(map, place, ref swarm, in peer))
        {
            _bounds.RemovePeers(1);
            _counters.RefusedByTable++;
            return -1;
        }

        bool isSeeder = announcement.Role == PeerRole.Seeder;
        bool isCounted = isSeeder && announcement.IsCompleted;
        peer.Stamp = PeerClock.Stamp(announcement.Tick, isCounted);
        _blocks.Add(swarm, in peer, isSeeder);
        _counters.Seeders += isSeeder ? 1 : 0;
        _counters.Leechers += isSeeder ? 0 : 1;
        if (isCounted)
        {
            Complete(swarm);
        }

        return isSeeder ? swarm->Peers - 1 : swarm->Leechers - 1;
    }

    private bool TryMakeRoom(SwarmMap* map, int place, ref SwarmHeader* swarm, in TPeer peer)
    {
        bool isMade = _blocks.TryMakeRoom(ref swarm, in peer);
        map->Move(place, swarm);
        return isMade;
    }

    private bool TryAddSwarm(SwarmMap* map, ref SwarmHeader* swarm, in Announcement announcement)
    {
        if (!_bounds.TryAddSwarm())
        {
            return false;
        }

        if (map->TryMakeRoom(_slab))
        {
            swarm = _blocks.Create(announcement.Hash);
        }

        if (swarm == null)
        {
            // Nobody would come by again to free a table that has nothing in it.
            if (map->Count == 0)
            {
                map->Free(_slab);
            }

            _bounds.RemoveSwarm();
            return false;
        }

        map->Add(swarm, announcement.Place.Tag);
        _counters.Swarms++;
        return true;
    }

    private int ExpireSwarm(SwarmMap* map, SwarmHeader* swarm, ref ExpiryCursor cursor, int tick, ref int budget)
    {
        int peers = swarm->Peers;
        int end = cursor.PeersLeft == 0 ? peers : Math.Min(cursor.PeersLeft, peers);
        int start = Math.Max(0, end - budget);
        TPeer* array = SwarmBlocks<TPeer>.PeersOf(swarm);
        int dropped = 0;

        // Backwards, since who leaves is replaced from behind: by one that has been looked at.
        for (int position = end - 1; position >= start; position--)
        {
            if (_clock.IsOver(array[position].Stamp, tick))
            {
                Remove(swarm, position);
                dropped++;
            }
        }

        budget -= end - start;
        cursor.PeersLeft = start;
        if (swarm->Peers == 0)
        {
            // Another swarm may have moved to this place, or all to others.
            cursor.PeersLeft = 0;
            cursor.Place = RemoveSwarm(map, cursor.Place, swarm) ? 0 : cursor.Place;
            return dropped;
        }

        SwarmHeader* kept = dropped > 0 ? _blocks.Shrink(swarm) : swarm;
        kept = start == 0 ? _blocks.Compact(kept) : kept;
        if (kept != swarm)
        {
            map->Move(cursor.Place, kept);
        }

        if (start == 0)
        {
            cursor.NextPlace();
        }

        return dropped;
    }

    private void Remove(SwarmHeader* swarm, int position)
    {
        bool isLeecher = position < swarm->Leechers;
        _counters.Leechers -= isLeecher ? 1 : 0;
        _counters.Seeders -= isLeecher ? 0 : 1;
        _blocks.RemoveAt(swarm, position);
        _bounds.RemovePeers(1);
    }

    private bool RemoveSwarm(SwarmMap* map, int place, SwarmHeader* swarm)
    {
        _blocks.Free(swarm);
        _counters.Swarms--;
        _bounds.RemoveSwarm();
        return map->RemoveAt(place, _slab);
    }

    private void Complete(SwarmHeader* swarm)
    {
        swarm->Completed++;
        _counters.Completed++;
    }
}
