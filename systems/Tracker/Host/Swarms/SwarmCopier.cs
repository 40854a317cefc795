using System.Buffers.Binary;
using Millrace.Tracker.Host.Snapshots;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>Writes the swarms of one small table as <see cref="SnapshotFormat"/> has them, for a copy that is made under a lock.</summary>
internal static unsafe class SwarmCopier<TPeer>
    where TPeer : unmanaged, IPeer<TPeer>
{
    private static readonly int PeerBytes = TPeer.CompactBytes + sizeof(uint);

    /// <summary>Writes all that fit into a piece, or none where there is not room for them; the others are named, where these were written.</summary>
    public static SwarmCopy Copy(SwarmMap* map, PeerClock clock, int tick, Span<byte> target, List<InfoHash> larger)
    {
        int swarms = 0;
        long peers = 0;
        for (int place = 0; place < map->Places; place++)
        {
            SwarmHeader* swarm = map->SwarmAt(place);
            if (swarm != null && swarm->Peers <= SwarmTable.PeersPerPiece)
            {
                swarms++;
                peers += swarm->Peers;
            }
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
                if (swarm == null)
                {
                    continue;
                }

                if (swarm->Peers <= SwarmTable.PeersPerPiece)
                {
                    next = Write(swarm, 0, swarm->Peers, clock, tick, next);
                }
                else
                {
                    larger.Add(swarm->InfoHash);
                }
            }
        }

        return new(bytes, swarms, (int)peers, IsWhole: true);
    }

    /// <summary>Writes the last of the peers that are left. Backwards, since who leaves is replaced from behind: by one that has been written.</summary>
    public static SwarmCopy CopyPiece(SwarmHeader* swarm, PeerClock clock, int tick, ref int peersLeft, Span<byte> target)
    {
        int end = Math.Min(peersLeft, swarm->Peers);
        int start = Math.Max(0, end - SwarmTable.PeersPerPiece);
        int bytes = SnapshotFormat.SwarmBytes + ((end - start) * PeerBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, bytes);
        fixed (byte* next = target)
        {
            _ = Write(swarm, start, end, clock, tick, next);
        }

        peersLeft = start;
        return new(bytes, start == 0 ? 1 : 0, end - start, IsWhole: true);
    }

    private static byte* Write(SwarmHeader* swarm, int start, int end, PeerClock clock, int tick, byte* next)
    {
        int leechers = Math.Clamp(swarm->Leechers, start, end) - start;
        Span<byte> head = new(next, SnapshotFormat.SwarmBytes);
        head[0] = TPeer.CompactBytes == PeerIPv6.CompactBytes ? SnapshotFormat.IPv6 : SnapshotFormat.IPv4;
        swarm->InfoHash.Write(head[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(head[21..], swarm->Completed);
        BinaryPrimitives.WriteUInt32BigEndian(head[25..], (uint)leechers);
        BinaryPrimitives.WriteUInt32BigEndian(head[29..], (uint)(end - start - leechers));
        next += SnapshotFormat.SwarmBytes;
        TPeer* peers = SwarmBlocks<TPeer>.PeersOf(swarm);
        for (int n = start; n < end; n++, next += PeerBytes)
        {
            ushort stamp = peers[n].Stamp;
            uint age = (uint)PeerClock.Age(stamp, tick) * clock.SecondsPerTick;
            peers[n].Write(next);
            BinaryPrimitives.WriteUInt32BigEndian(new(next + TPeer.CompactBytes, sizeof(uint)), age | (PeerClock.IsCounted(stamp) ? SnapshotFormat.CountedBit : 0));
        }

        return next;
    }
}
