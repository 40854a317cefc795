using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Host.Swarms.Memory;

namespace Millrace.Tracker.Tests.Host.Swarms;

/// <summary>A system that has no memory left costs new peers their place, and nobody else anything.</summary>
public sealed class ScarceMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Peers_that_have_no_memory_are_refused_and_counted_and_all_others_stay(bool isIPv6)
    {
        ScarcePages pages = new(seed: 3);
        using SwarmFixture table = new(isIPv6, new() { PeerAge = TimeSpan.FromSeconds(100) }, pages);
        HashSet<(int Swarm, int Peer)> stored = [];
        Random random = new(4);
        for (int n = 0; n < 60_000; n++)
        {
            int swarm = random.Next(4) == 0 ? random.Next(500) : 0;
            int peer = random.Next(3000);
            if (random.Next(4) == 0)
            {
                _ = table.Announce(swarm, peer, PeerRole.Stopped);
                _ = stored.Remove((swarm, peer));
                continue;
            }

            bool isFull = table.Announce(swarm, peer, random.Next(2) == 0 ? PeerRole.Seeder : PeerRole.Leecher, wanted: 5).IsFull;
            Assert.False(isFull && stored.Contains((swarm, peer)));
            if (!isFull)
            {
                _ = stored.Add((swarm, peer));
            }
        }

        Assert.True(pages.Refusals > 0);
        Assert.True(table.Totals.RefusedByTable > 0);
        Assert.Equal(stored.Count, table.Totals.Peers);
        foreach (IGrouping<int, (int Swarm, int Peer)> swarm in stored.GroupBy(peer => peer.Swarm))
        {
            _ = table.Announce(swarm.Key, swarm.First().Peer, wanted: 10_000);
            Assert.Equal(swarm.Skip(1).Select(peer => table.Peer(peer.Peer)).ToHashSet(), table.Peers.ToHashSet());
        }

        table.Now += 101;
        Assert.Equal(stored.Count, table.ExpireAll());
        Assert.Equal(0, table.Totals.BytesReserved);
        Assert.Equal(0, pages.Taken);
    }

    [Fact]
    public void Swarm_that_is_refused_leaves_no_empty_table_behind()
    {
        ScarcePages pages = new(seed: 5, grants: 1);
        using SwarmFixture table = new(pages: pages);

        // Three chunks of the only region (table, swarm, the one it has outgrown), so that two for each further stripe leave one for a table without its first swarm.
        for (int peer = 0; peer < 5; peer++)
        {
            Assert.False(table.Announce(0, peer).IsFull);
        }

        int refused = 0;
        for (int swarm = 1; swarm < 2000; swarm++)
        {
            long before = table.Totals.BytesInUse;
            if (table.Announce(swarm, 1).IsFull)
            {
                refused++;
                Assert.Equal(before, table.Totals.BytesInUse);
            }
        }

        Assert.True(refused > 0);
    }

    /// <summary>Refuses seven of eight requests, by chance; or all but the first few.</summary>
    private sealed unsafe class ScarcePages(int seed, int grants = 0) : PageSource
    {
        private readonly PortablePages _pages = new();
        private readonly Random _random = new(seed);
        private int _requests;

        public int Refusals { get; private set; }

        public long Taken { get; private set; }

        public override byte* Take(long bytes, long alignment) => IsRefused() ? null : Counted(_pages.Take(bytes, alignment), bytes);

        public override byte* TakeGrowing(long bytes) => IsRefused() ? null : Counted(_pages.TakeGrowing(bytes), bytes);

        public override byte* Resize(byte* memory, long oldBytes, long newBytes) =>
            IsRefused() ? null : Counted(_pages.Resize(memory, oldBytes, newBytes), newBytes - oldBytes);

        public override void Discard(byte* memory, long bytes) => _pages.Discard(memory, bytes);

        public override void Release(byte* memory, long bytes)
        {
            _pages.Release(memory, bytes);
            Taken -= bytes;
        }

        private bool IsRefused()
        {
            bool isRefused = grants > 0 ? ++_requests > grants : _random.Next(8) != 0;
            Refusals += isRefused ? 1 : 0;
            return isRefused;
        }

        private byte* Counted(byte* memory, long bytes)
        {
            Taken += bytes;
            return memory;
        }
    }
}
