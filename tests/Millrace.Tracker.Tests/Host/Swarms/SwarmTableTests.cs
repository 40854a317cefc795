using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed class SwarmTableTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void First_peer_is_told_of_nobody(bool isIPv6)
    {
        using SwarmFixture table = new(isIPv6);

        SwarmAnswer answer = table.Announce(1, 1);

        Assert.Equal(new SwarmAnswer(0, 1, 0, IsFull: false), answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Second_peer_is_told_of_the_first(bool isIPv6)
    {
        using SwarmFixture table = new(isIPv6);
        _ = table.Announce(1, 1);

        _ = table.Announce(1, 2);

        Assert.Equal([table.Peer(1)], table.Peers);
    }

    [Fact]
    public void Compact_peer_has_the_address_and_then_the_port_in_network_order()
    {
        using SwarmTable table = new(new(), isIPv6: false);
        SwarmRandom random = new(1);
        byte[] peers = new byte[6];
        _ = table.Announce(default, PeerAddress.FromIPv4(0x0102_0304, 0x0506), PeerRole.Leecher, false, 50, 0, ref random, peers);

        SwarmAnswer answer = table.Announce(default, PeerAddress.FromIPv4(9, 9), PeerRole.Leecher, false, 50, 0, ref random, peers);

        Assert.Equal(6, answer.PeerBytes);
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6], peers);
    }

    [Fact]
    public void Compact_peer_of_IPv6_has_the_address_and_then_the_port_in_network_order()
    {
        using SwarmTable table = new(new(), isIPv6: true);
        SwarmRandom random = new(1);
        byte[] peers = new byte[18];
        _ = table.Announce(default, new(0x0102_0304_0506_0708, 0x090A_0B0C_0D0E_0F10, 0x1112), PeerRole.Leecher, false, 50, 0, ref random, peers);

        SwarmAnswer answer = table.Announce(default, new(9, 9, 9), PeerRole.Leecher, false, 50, 0, ref random, peers);

        Assert.Equal(18, answer.PeerBytes);
        Assert.Equal(Enumerable.Range(1, 18).Select(n => (byte)n), peers);
    }

    [Fact]
    public void Same_address_with_another_port_is_another_peer()
    {
        using SwarmTable table = new(new(), isIPv6: false);
        SwarmRandom random = new(1);
        byte[] peers = new byte[60];
        _ = table.Announce(default, PeerAddress.FromIPv4(7, 1), PeerRole.Leecher, false, 50, 0, ref random, peers);

        SwarmAnswer answer = table.Announce(default, PeerAddress.FromIPv4(7, 2), PeerRole.Leecher, false, 50, 0, ref random, peers);

        Assert.Equal(2u, answer.Leechers);
    }

    [Fact]
    public void Mapped_address_is_the_plain_one()
    {
        using SwarmTable table = new(new(), isIPv6: false);
        SwarmRandom random = new(1);
        _ = table.Announce(default, new(0, 0xFFFF_0A00_0001, 1), PeerRole.Leecher, false, 50, 0, ref random, []);

        SwarmAnswer answer = table.Announce(default, PeerAddress.FromIPv4(0x0A00_0001, 1), PeerRole.Leecher, false, 50, 0, ref random, []);

        Assert.Equal(1u, answer.Leechers);
    }

    [Fact]
    public void Repeated_announce_counts_once()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1);

        SwarmAnswer answer = table.Announce(1, 1);

        Assert.Equal(new SwarmAnswer(0, 1, 0, IsFull: false), answer);
    }

    [Fact]
    public void Seeder_is_told_of_leechers_only()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1, PeerRole.Seeder);
        _ = table.Announce(1, 2);
        _ = table.Announce(1, 3, PeerRole.Seeder);

        Assert.Equal([table.Peer(2)], table.Peers);
    }

    [Fact]
    public void Stopped_peer_is_gone_and_told_of_nobody()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 2);

        SwarmAnswer answer = table.Announce(1, 1, PeerRole.Stopped);

        Assert.Equal(new SwarmAnswer(0, 1, 0, IsFull: false), answer);
        _ = table.Announce(1, 3);
        Assert.Equal([table.Peer(2)], table.Peers);
    }

    [Fact]
    public void Stop_makes_no_swarm()
    {
        using SwarmFixture table = new();

        Assert.Equal(default, table.Announce(1, 1, PeerRole.Stopped));

        Assert.Equal(0, table.Totals.Swarms);
    }

    [Fact]
    public void Last_peer_takes_the_swarm_with_it()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1);

        _ = table.Announce(1, 1, PeerRole.Stopped);

        Assert.Equal(0, table.Totals.Swarms);
        Assert.Equal(0, table.Totals.BytesReserved);
    }

    [Fact]
    public void Leecher_that_becomes_a_seeder_completes_once()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 1, PeerRole.Seeder, completed: true);
        _ = table.Announce(1, 1, PeerRole.Seeder, completed: true);
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 1, PeerRole.Seeder, completed: true);

        Assert.Equal(new ScrapeEntry(1, 1, 0), table.Scrape(1));
    }

    [Fact]
    public void Leecher_that_has_nothing_left_completes_without_saying_so()
    {
        using SwarmFixture table = new();
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 1, PeerRole.Seeder);

        Assert.Equal(1u, table.Scrape(1).Completed);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void New_seeder_completes_only_where_it_says_so(bool completed, uint expected)
    {
        using SwarmFixture table = new();

        _ = table.Announce(1, 1, PeerRole.Seeder, completed: completed);

        Assert.Equal(expected, table.Scrape(1).Completed);
    }

    [Fact]
    public void Scrape_of_an_unknown_swarm_is_zeros()
    {
        using SwarmFixture table = new();

        Assert.Equal(default, table.Scrape(9));
    }

    [Fact]
    public void Full_swarm_answers_and_does_not_store()
    {
        using SwarmFixture table = new(limits: new() { MaxPeersPerSwarm = 2 });
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 2);

        SwarmAnswer answer = table.Announce(1, 3);

        Assert.Equal(new SwarmAnswer(0, 2, 12, IsFull: true), answer);
        Assert.Equal(1, table.Totals.RefusedBySwarm);
        Assert.False(table.Announce(1, 2, PeerRole.Seeder).IsFull);
    }

    [Fact]
    public void Full_table_refuses_new_swarms_and_keeps_the_others()
    {
        using SwarmFixture table = new(limits: new() { MaxSwarms = 1 });
        _ = table.Announce(1, 1);

        Assert.Equal(new SwarmAnswer(0, 0, 0, IsFull: true), table.Announce(2, 1));
        Assert.False(table.Announce(1, 2).IsFull);
        Assert.Equal(1, table.Totals.RefusedByTable);
    }

    [Fact]
    public void Place_that_a_stopped_peer_leaves_can_be_taken()
    {
        using SwarmFixture table = new(limits: new() { MaxSwarms = 1, MaxPeers = 1 });
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 1, PeerRole.Stopped);

        Assert.False(table.Announce(2, 2).IsFull);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000_001)]
    public void Limit_of_swarms_out_of_range_is_refused(int swarms) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SwarmTable(new() { MaxSwarms = swarms }, isIPv6: false));
}
