using System.Buffers.Binary;
using Millrace.Tracker.Host.Snapshots;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>Writes the swarms of one small table as <see cref="SnapshotFormat"/> has them, for a copy that is made under a lock.</summary>
internal static unsafe class SwarmCopier<TPeer>
    where TPeer : unmanaged, IPeer<TPeer>
{
    private static readonly int PeerBytes = TPeer.CompactBytes + sizeof(uint);

    /// <summary>Writes them all, or none where there is not room for all.</summary>
    public static SwarmCopy Copy(SwarmMap* map, PeerClock clock, int tick, Span<byte> target)
    {
        int swarms = map->Count;
        long peers = 0;
        for (int place = 0; place < map->Places; place++)
        {
            SwarmHeader* swarm = map->SwarmAt(place);
            peers += swarm == null ? 0 : swarm->Peers;
        }

        int bytes = checked((int)(((long)swarms * SnapshotFormat.SwarmBytes) + (peers * PeerBytes)));
        if (bytes > target.Length)
        {
            return new(bytes, swarms, (int)peers, IsWhole: false);
        }

        fixed (byte* start = target)
        {
            byte* next = start;
            for (int place = 0; place < map->Places; place++)
            {
                SwarmHeader* swarm = map->SwarmAt(place);
                next = swarm == null ? next : Write(swarm, clock, tick, next);
            }
        }

        return new(bytes, swarms, (int)peers, IsWhole: true);
    }

    private static byte* Write(SwarmHeader* swarm, PeerClock clock, int tick, byte* next)
    {
        Span<byte> head = new(next, SnapshotFormat.SwarmBytes);
        head[0] = TPeer.CompactBytes == PeerIPv6.CompactBytes ? SnapshotFormat.IPv6 : SnapshotFormat.IPv4;
        swarm->InfoHash.Write(head[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(head[21..], swarm->Completed);
        BinaryPrimitives.WriteUInt32BigEndian(head[25..], (uint)swarm->Leechers);
        BinaryPrimitives.WriteUInt32BigEndian(head[29..], (uint)swarm->Seeders);
        next += SnapshotFormat.SwarmBytes;
        TPeer* peers = SwarmBlocks<TPeer>.PeersOf(swarm);
        for (int n = 0; n < swarm->Peers; n++, next += PeerBytes)
        {
            ushort stamp = peers[n].Stamp;
            uint age = (uint)PeerClock.Age(stamp, tick) * clock.SecondsPerTick;
            peers[n].Write(next);
            BinaryPrimitives.WriteUInt32BigEndian(new(next + TPeer.CompactBytes, sizeof(uint)), age | (PeerClock.IsCounted(stamp) ? SnapshotFormat.CountedBit : 0));
        }

        return next;
    }
}
