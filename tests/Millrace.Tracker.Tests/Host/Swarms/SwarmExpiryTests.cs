using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed class SwarmExpiryTests
{
    private static readonly SwarmLimits Age100 = new() { PeerAge = TimeSpan.FromSeconds(100) };

    [Fact]
    public void Peer_as_old_as_the_peer_age_stays_and_an_older_one_goes()
    {
        using SwarmFixture table = new(limits: Age100);
        _ = table.Announce(1, 1);

        table.Now += 100;
        Assert.Equal(0, table.ExpireAll());

        table.Now += 1;
        Assert.Equal(1, table.ExpireAll());
        Assert.Equal(0, table.Totals.Swarms);
        Assert.Equal(1, table.Totals.Expired);
    }

    [Fact]
    public void Announce_makes_a_peer_young_again()
    {
        using SwarmFixture table = new(limits: Age100);
        _ = table.Announce(1, 1);
        table.Now += 90;
        _ = table.Announce(1, 1);
        table.Now += 90;

        Assert.Equal(0, table.ExpireAll());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_700)]
    [InlineData(8_192)]
    [InlineData(43_200)]
    [InlineData(86_400)]
    public void Peers_grow_old_in_time_wherever_the_ticks_come_round(int ageSeconds)
    {
        SwarmLimits limits = new() { PeerAge = TimeSpan.FromSeconds(ageSeconds) };
        uint tick = new PeerClock(limits.PeerAge).SecondsPerTick;
        uint turn = 32_768 * tick;
        for (uint start = 0; start < 2 * turn; start += (turn / 16) - tick)
        {
            using SwarmFixture table = new(limits: limits) { Now = start };
            _ = table.Announce(1, 1);

            table.Now = start + (uint)ageSeconds;
            Assert.Equal(0, table.ExpireAll());

            table.Now = start + (uint)ageSeconds + (2 * tick);
            Assert.Equal(1, table.ExpireAll());
        }
    }

    [Fact]
    public void Peer_heard_of_by_a_clock_a_little_ahead_is_young()
    {
        using SwarmFixture table = new(limits: Age100);
        _ = table.Announce(1, 1);
        table.Now -= 5;

        Assert.Equal(0, table.ExpireAll());
    }

    [Fact]
    public void Budget_bounds_one_call_and_the_next_goes_on()
    {
        using SwarmFixture table = new(limits: Age100);
        for (int n = 0; n < 3000; n++)
        {
            _ = table.Announce(n % 7, n);
        }

        table.Now += 101;
        int dropped = 0;
        for (int calls = 0; table.Totals.Peers > 0 && calls < 3000; calls++)
        {
            int now = table.Table.Expire(table.Now, 100);
            Assert.InRange(now, 0, 100);
            dropped += now;
        }

        Assert.Equal(3000, dropped);
        Assert.Equal(0, table.Totals.BytesReserved);
    }

    [Fact]
    public void Call_goes_round_an_empty_table_only_once()
    {
        using SwarmFixture table = new(limits: Age100);

        Assert.Equal(0, table.ExpireAll());

        Assert.Equal(1, table.Totals.Rounds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_silent_are_dropped_from_a_large_swarm(bool isIPv6)
    {
        using SwarmFixture table = new(isIPv6, Age100);
        for (int n = 0; n < 5000; n++)
        {
            _ = table.Announce(1, n, n % 3 == 0 ? PeerRole.Seeder : PeerRole.Leecher);
        }

        table.Now += 60;
        for (int n = 0; n < 5000; n += 5)
        {
            _ = table.Announce(1, n, n % 3 == 0 ? PeerRole.Seeder : PeerRole.Leecher);
        }

        table.Now += 60;
        Assert.Equal(4000, table.ExpireAll());

        _ = table.Announce(1, 5, wanted: 5000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(n => table.Peer(5 * n)).Where(peer => peer != table.Peer(5)).ToHashSet(), table.Peers.ToHashSet());
    }

    [Fact]
    public void Memory_of_every_peer_that_has_gone_goes_back()
    {
        using SwarmFixture table = new(limits: Age100);
        for (int n = 0; n < 100_000; n++)
        {
            _ = table.Announce(n % 1000 == 0 ? 1 : n % 20_000, n, wanted: 0);
        }

        long reserved = table.Totals.BytesReserved;
        Assert.True(reserved > 1_000_000);

        table.Now += 101;
        Assert.Equal(100_000, table.ExpireAll());

        Assert.Equal(0, table.Totals.BytesReserved);
        Assert.Equal(0, table.Totals.BytesInUse);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Large_swarm_that_has_lost_most_gives_memory_of_its_index_back(bool isIPv6)
    {
        using SwarmFixture table = new(isIPv6);
        for (int n = 0; n < 60_000; n++)
        {
            _ = table.Announce(1, n, wanted: 0);
        }

        long full = table.Totals.BytesInUse;
        for (int n = 0; n < 57_000; n++)
        {
            _ = table.Announce(1, n, PeerRole.Stopped);
        }

        // A twentieth is left: twice that of the array at most, and less than four times of the index.
        Assert.InRange(table.Totals.BytesInUse, 1, full / 5);
        Assert.Equal(3000u, table.Scrape(1).Leechers);
        _ = table.Announce(1, 57_001, wanted: 3000);
        Assert.Equal(2999, table.Peers.Distinct().Count());
    }

    [Fact]
    public void Memory_of_swarms_that_ended_among_others_goes_back()
    {
        const int Peers = 30;
        const int Swarms = 100_000;
        using SwarmFixture table = new(isIPv6: true, Age100);
        for (int n = 0; n < Swarms * Peers; n++)
        {
            _ = table.Announce(n % Swarms, n / Swarms, wanted: 0);
        }

        long full = table.Totals.BytesReserved;
        table.Now += 60;
        Random random = new(11);
        int[] kept = [.. Enumerable.Range(0, Swarms).Where(_ => random.Next(100) == 0)];
        foreach (int swarm in kept)
        {
            for (int peer = 0; peer < Peers; peer++)
            {
                _ = table.Announce(swarm, peer, wanted: 0);
            }
        }

        table.Now += 60;
        for (int round = 0; round < 3; round++)
        {
            _ = table.ExpireAll();
        }

        Assert.Equal(kept.Length, table.Totals.Swarms);
        Assert.InRange(table.Totals.BytesReserved, table.Totals.BytesInUse, full / 4);
        foreach (int swarm in kept)
        {
            _ = table.Announce(swarm, 0, wanted: Peers);
            Assert.Equal(Enumerable.Range(1, Peers - 1).Select(table.Peer).ToHashSet(), table.Peers.ToHashSet());
        }
    }

    [Fact]
    public void Swarm_that_has_become_small_gives_memory_back_before_it_is_empty()
    {
        using SwarmFixture table = new();
        for (int n = 0; n < 50_000; n++)
        {
            _ = table.Announce(1, n, wanted: 0);
        }

        for (int n = 10; n < 50_000; n++)
        {
            _ = table.Announce(1, n, PeerRole.Stopped);
        }

        Assert.InRange(table.Totals.BytesInUse, 1, 1024);
        Assert.Equal(10u, table.Scrape(1).Leechers);
    }
}
