using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed class SwarmTableSteadyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Steady_state_allocates_nothing(bool isIPv6)
    {
        using SwarmFixture fixture = new(isIPv6);
        SwarmTable table = fixture.Table;
        SwarmRandom random = new(5);
        byte[] peers = new byte[1400];
        for (int n = 0; n < 20_000; n++)
        {
            Round(table, fixture, ref random, peers, n);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 20_000; n++)
        {
            Round(table, fixture, ref random, peers, n);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Several_threads_at_once_leave_the_counts_right()
    {
        const int Threads = 4;
        using SwarmFixture fixture = new(limits: new() { PeerAge = TimeSpan.FromSeconds(100) });
        SwarmTable table = fixture.Table;
        using CancellationTokenSource stop = new();
        Thread expiry = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = table.Expire(1050, 500);
            }
        });
        expiry.Start();

        // Each thread has peers of its own in swarms that all share, and ends with every third of them in.
        Thread[] announcers = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() => Announce(fixture, thread)))];
        Array.ForEach(announcers, thread => thread.Start());
        Array.ForEach(announcers, thread => thread.Join());
        stop.Cancel();
        expiry.Join();

        SwarmTotals totals = table.Totals();
        Assert.Equal(Threads * 2000, totals.Peers);
        Assert.Equal(Threads * 2000, Enumerable.Range(0, 20).Sum(swarm => (int)(fixture.Scrape(swarm).Leechers + fixture.Scrape(swarm).Seeders)));
        fixture.Now = 1000 + 151;
        Assert.Equal(Threads * 2000, fixture.ExpireAll());
        Assert.Equal(0, table.Totals().BytesReserved);
    }

    private static void Announce(SwarmFixture fixture, int thread)
    {
        SwarmRandom random = new((ulong)thread);
        byte[] peers = new byte[300];
        for (int round = 0; round < 5; round++)
        {
            for (int n = 0; n < 6000; n++)
            {
                PeerRole role = (round < 4 && random.Next(3) == 0) || (round == 4 && n % 3 != 0) ? PeerRole.Stopped
                    : n % 4 == 0 ? PeerRole.Seeder : PeerRole.Leecher;
                _ = fixture.Table.Announce(
                    SwarmFixture.Hash(n % 20), fixture.Peer((thread * 10_000) + n), role, false, 50, 1000 + (uint)round, ref random, peers);
            }
        }
    }

    private static void Round(SwarmTable table, SwarmFixture fixture, ref SwarmRandom random, byte[] peers, int n)
    {
        InfoHash hash = SwarmFixture.Hash(n % 11);
        PeerAddress peer = fixture.Peer(n % 1999);
        PeerRole role = n % 9 == 0 ? PeerRole.Stopped : n % 5 == 0 ? PeerRole.Seeder : PeerRole.Leecher;
        _ = table.Announce(in hash, in peer, role, false, 50, 1000, ref random, peers);
        _ = table.Scrape(in hash);
        _ = table.Expire(1000, 20);
        _ = table.Totals();
    }
}
