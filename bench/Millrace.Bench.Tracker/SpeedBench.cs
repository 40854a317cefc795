using Millrace.Tracker.Host.Swarms;

namespace Millrace.Bench.Tracker;

/// <summary>What an announce of a known peer costs, in processor time.</summary>
internal static class SpeedBench
{
    private const int Announces = 1_000_000;

    public static void Run(BenchOptions options)
    {
        Console.WriteLine();
        Console.WriteLine("announces of known peers, 50 wanted, processor time each; medians of 5");
        Measure(options, "1 swarm of 50", 1, 50);
        Measure(options, "10,000 swarms of 50", 10_000, 50);
        Measure(options, "1,000,000 swarms of 10", 1_000_000, 10);
        Measure(options, "1 swarm of 100,000", 1, 100_000);
    }

    private static void Measure(BenchOptions options, string what, int swarms, int peers)
    {
        using SwarmTable table = new(new(), options.IsIPv6);
        SwarmRandom random = new(1);
        for (int n = 0; n < swarms * peers; n++)
        {
            _ = table.Announce(Crowd.Swarm(n % swarms), Crowd.Peer(n, options.IsIPv6), PeerRole.Leecher, false, 0, 1000, ref random, []);
        }

        double[] alone = new double[5];
        double[] both = new double[5];
        for (int round = 0; round < alone.Length; round++)
        {
            alone[round] = Threads(table, options, swarms, peers, 1);
            both[round] = Threads(table, options, swarms, peers, 2);
        }

        Array.Sort(alone);
        Array.Sort(both);
        Console.WriteLine($"  {what,-24} {alone[2],6:F0} ns on one thread, {both[2],6:F0} ns on each of two ({both[2] / alone[2]:F2} times)");
    }

    private static double Threads(SwarmTable table, BenchOptions options, int swarms, int peers, int threads)
    {
        double[] costs = new double[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => costs[thread] = Loop(table, options, swarms, peers, thread)))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        return costs.Average();
    }

    private static double Loop(SwarmTable table, BenchOptions options, int swarms, int peers, int seed)
    {
        SwarmRandom random = new((ulong)seed + 10);
        Span<byte> buffer = stackalloc byte[1400];
        long start = ThreadClock.CpuNow();
        for (int n = 0; n < Announces; n++)
        {
            int peer = random.Next(swarms * peers);
            _ = table.Announce(Crowd.Swarm(peer % swarms), Crowd.Peer(peer, options.IsIPv6), PeerRole.Leecher, false, 50, 1000, ref random, buffer);
        }

        return (double)(ThreadClock.CpuNow() - start) / Announces;
    }
}
