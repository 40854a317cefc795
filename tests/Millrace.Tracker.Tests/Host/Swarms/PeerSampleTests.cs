using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed class PeerSampleTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 3)]
    [InlineData(51, 50)]
    [InlineData(52, 50)]
    [InlineData(75, 50)]
    [InlineData(100, 50)]
    [InlineData(1000, 7)]
    public void Every_peer_is_as_likely_as_any_other(int peers, int wanted)
    {
        using SwarmFixture table = new();
        for (int n = 0; n < peers; n++)
        {
            _ = table.Announce(1, n, n % 2 == 0 ? PeerRole.Leecher : PeerRole.Seeder, wanted: 0);
        }

        int draws = 4000 * peers / wanted / 4;
        Dictionary<PeerAddress, int> counts = [];
        for (int n = 0; n < draws; n++)
        {
            _ = table.Announce(1, 0, wanted: wanted);
            Assert.Equal(Math.Min(wanted, peers - 1), table.Peers.Count);
            foreach (PeerAddress peer in table.Peers)
            {
                counts[peer] = counts.GetValueOrDefault(peer) + 1;
            }
        }

        // Each count is a sum of draws with probability p; six standard deviations, fixed seed.
        double p = (double)wanted / (peers - 1);
        double expected = draws * Math.Min(p, 1);
        double slack = 6 * Math.Sqrt(draws * p * Math.Max(0, 1 - p));
        Assert.Equal(peers - 1, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, expected - slack, expected + slack));
    }

    [Fact]
    public void First_peer_of_a_whole_swarm_is_a_different_one_each_time()
    {
        using SwarmFixture table = new();
        for (int n = 0; n < 10; n++)
        {
            _ = table.Announce(1, n);
        }

        HashSet<PeerAddress> firsts = [];
        for (int n = 0; n < 200; n++)
        {
            _ = table.Announce(1, 0);
            _ = firsts.Add(table.Peers[0]);
        }

        Assert.Equal(9, firsts.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(1, 1)]
    [InlineData(19, 19)]
    [InlineData(20, 19)]
    [InlineData(int.MaxValue, 19)]
    public void Wanted_is_what_is_given_as_far_as_there_are_peers(int wanted, int expected)
    {
        using SwarmFixture table = new();
        for (int n = 0; n < 20; n++)
        {
            _ = table.Announce(1, n, wanted: 0);
        }

        _ = table.Announce(1, 7, wanted: wanted);

        Assert.Equal(expected, table.Peers.Distinct().Count());
        Assert.Equal(expected, table.Peers.Count);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 18)]
    public void Only_whole_peers_that_fit_are_given(bool isIPv6, int size)
    {
        using SwarmFixture table = new(isIPv6);
        for (int n = 0; n < 20; n++)
        {
            _ = table.Announce(1, n, wanted: 0);
        }

        for (int room = 0; room < 25 * size; room++)
        {
            SwarmAnswer answer = table.Announce(1, 7, room: room);
            Assert.Equal(Math.Min(19, room / size) * size, answer.PeerBytes);
        }
    }

    [Fact]
    public void Peer_that_was_not_stored_may_be_told_of_all()
    {
        using SwarmFixture table = new(limits: new() { MaxPeersPerSwarm = 3 });
        for (int n = 0; n < 4; n++)
        {
            _ = table.Announce(1, n);
        }

        Assert.Equal(3, table.Peers.Distinct().Count());
    }
}
