using Millrace.Testing;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Host.Swarms.Memory;

namespace Millrace.Tracker.Tests.Host.Swarms;

/// <summary>The table beside the plainest one that does the same, over random operations with fixed seeds: every answer and every count is the same.</summary>
public sealed class SwarmModelTests
{
    private static readonly int Operations = Soak.Count(400_000);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Few_swarms_that_become_large_and_small_again(bool isIPv6, int seed) => Run(isIPv6, seed, swarms: 3, peers: 1500, new());

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public void Many_small_swarms(bool isIPv6, int seed) => Run(isIPv6, seed, swarms: 3000, peers: 8, new());

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 6)]
    public void Tiny_limits(bool isIPv6, int seed) => Run(isIPv6, seed, swarms: 12, peers: 12, new() { MaxPeersPerSwarm = 5, MaxSwarms = 7, MaxPeers = 23 });

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 8)]
    public void Memory_of_any_system(bool isIPv6, int seed) => Run(isIPv6, seed, swarms: 40, peers: 400, new(), new PortablePages());

    private static void Run(bool isIPv6, int seed, int swarms, int peers, SwarmLimits limits, PageSource? pages = null)
    {
        limits = limits with { PeerAge = TimeSpan.FromSeconds(300) };
        using SwarmFixture table = new(isIPv6, limits, pages);
        SwarmModel model = new(limits);
        Random random = new(seed);
        Dictionary<PeerAddress, int> names = Enumerable.Range(0, peers).ToDictionary(table.Peer);
        for (int n = 0; n < Operations; n++)
        {
            // In waves, so that swarms grow, shrink and vanish: sometimes most leave, sometimes most come.
            bool isEbb = n / (Operations / 8) % 2 == 1;
            PeerRole role = random.Next(isEbb ? 5 : 20) switch { 0 or 1 => PeerRole.Stopped, 2 => PeerRole.Seeder, _ => random.Next(3) == 0 ? PeerRole.Seeder : PeerRole.Leecher };
            role = isEbb && random.Next(2) == 0 ? PeerRole.Stopped : role;
            int swarm = random.Next(swarms);
            int peer = random.Next(peers);
            int wanted = random.Next(4) switch { 0 => 0, 1 => random.Next(6), 2 => 5000, _ => 50 };
            bool completed = random.Next(2) == 0;

            SwarmAnswer answer = table.Announce(swarm, peer, role, wanted, completed);

            Assert.Equal(!model.Announce(swarm, peer, role, completed, table.Now), answer.IsFull);
            CheckAnswer(table, model, names, swarm, peer, role, wanted, answer);
            if (random.Next(200) == 0)
            {
                table.Now += (uint)random.Next(120);
            }

            if (random.Next(Operations / 20) == 0)
            {
                Assert.Equal(model.Expire(table.Now), table.ExpireAll());
                CheckWhole(table, model);
            }
        }

        CheckWhole(table, model);
        table.Now += 301;
        _ = table.ExpireAll();
        Assert.Equal(0, table.Totals.BytesReserved);
        Assert.Equal(0, table.Totals.BytesInUse);
        Assert.Equal(0, table.Totals.Swarms + table.Totals.Peers);
    }

    private static void CheckAnswer(
        SwarmFixture table, SwarmModel model, Dictionary<PeerAddress, int> names, int swarm, int peer, PeerRole role, int wanted, SwarmAnswer answer)
    {
        HashSet<int> candidates = model.Candidates(swarm, peer, role);
        int[] given = [.. table.Peers.Select(address => names[address])];
        Assert.Equal(Math.Min(wanted, candidates.Count), given.Length);
        Assert.Equal(given.Length, given.Distinct().Count());
        Assert.True(candidates.IsSupersetOf(given));
        Millrace.Tracker.Wire.ScrapeEntry counts = model.Scrape(swarm);
        Assert.Equal((counts.Seeders, counts.Leechers), (answer.Seeders, answer.Leechers));
        Assert.Equal(counts, table.Scrape(swarm));
    }

    private static void CheckWhole(SwarmFixture table, SwarmModel model)
    {
        SwarmTotals totals = table.Totals;
        Assert.Equal((model.Swarms, model.Peers, model.Refused), (totals.Swarms, totals.Peers, totals.RefusedBySwarm + totals.RefusedByTable));
        Assert.Equal(totals.Seeders, model.Names.Sum(swarm => table.Scrape(swarm).Seeders));
        foreach (int swarm in model.Names)
        {
            Assert.Equal(model.Scrape(swarm), table.Scrape(swarm));
        }
    }
}
