using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed unsafe class SwarmMapTests
{
    /// <summary>Few tags among many swarms, so that most have each other's place and tag.</summary>
    [Theory]
    [InlineData(3, 40)]
    [InlineData(1000, 500)]
    [InlineData(65_536, 2000)]
    public void Swarms_that_fall_together_are_all_found(int tags, int swarms)
    {
        using ChunkSource chunks = new(PageSource.System);
        Slab slab = new(chunks, PageSource.System);
        SwarmBlocks<PeerIPv4> blocks = new(slab, new(1, 2));
        SwarmMap map = default;
        Random random = new(tags);
        var known = new nint[swarms];
        ushort[] tagOf = [.. Enumerable.Range(0, swarms).Select(_ => (ushort)random.Next(tags))];
        for (int n = 0; n < 20 * swarms; n++)
        {
            int name = random.Next(swarms);
            InfoHash hash = SwarmFixture.Hash(name);
            int place = map.Find(in hash, tagOf[name]);
            Assert.Equal(known[name], place < 0 ? 0 : (nint)map.SwarmAt(place));
            if (place < 0)
            {
                Assert.True(map.TryMakeRoom(slab));
                SwarmHeader* swarm = blocks.Create(in hash);
                map.Add(swarm, tagOf[name]);
                known[name] = (nint)swarm;
            }
            else if (random.Next(2) == 0)
            {
                blocks.Free((SwarmHeader*)known[name]);
                _ = map.RemoveAt(place, slab);
                known[name] = 0;
            }

            Assert.Equal(known.Count(swarm => swarm != 0), map.Count);
        }

        for (int name = 0; name < swarms; name++)
        {
            int place = map.Find(SwarmFixture.Hash(name), tagOf[name]);
            if (place >= 0)
            {
                blocks.Free(map.SwarmAt(place));
                _ = map.RemoveAt(place, slab);
            }
        }

        Assert.Equal(0, map.Places);
        Assert.Equal(0, slab.BytesReserved);
    }
}
