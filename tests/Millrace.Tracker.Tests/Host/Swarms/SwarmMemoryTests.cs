using Millrace.Testing;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

/// <summary>Bytes per peer, at a tenth of ten million peers in a million swarms; bench/Millrace.Bench.Tracker measures the whole, resident bytes and pauses.</summary>
public sealed class SwarmMemoryTests
{
    private static readonly int Peers = Soak.Count(1_000_000);

    [Fact]
    public void Ten_peers_in_each_swarm_take_less_than_16_bytes_each() => Check(n => n % (Peers / 10), bytes: 16);

    [Fact]
    public void Peers_spread_by_Zipf_take_less_than_24_bytes_each()
    {
        // The inverse of the harmonic sum, near enough: swarm k has about 1/k of the first one's peers.
        SwarmRandom random = new(9);
        double log = Math.Log(Peers / 10);
        Check(_ => (int)Math.Exp((random.Next() >> 11) * (1.0 / (1UL << 53)) * log), bytes: 24);
    }

    private static void Check(Func<int, int> swarmOf, int bytes)
    {
        using SwarmTable table = new(new(), isIPv6: false, new SipKey(5, 6));
        SwarmRandom random = new(1);
        for (int n = 0; n < Peers; n++)
        {
            PeerAddress peer = PeerAddress.FromIPv4((uint)n, 1);
            InfoHash hash = SwarmFixture.Hash(swarmOf(n));
            _ = table.Announce(in hash, in peer, PeerRole.Leecher, false, 0, 0, ref random, []);
        }

        SwarmTotals totals = table.Totals();
        Assert.Equal(Peers, totals.Peers);
        Assert.InRange((double)totals.BytesInUse / Peers, 8, bytes);
        Assert.Equal(Peers, table.Expire(10_000, int.MaxValue));
        Assert.Equal(0, table.Totals().BytesReserved);
    }
}
