using Millrace.Tracker.Host.Swarms;

namespace Millrace.Bench.Tracker;

/// <summary>Fills a table peer by peer, lets all grow old and expires them; prints memory and the longest calls.</summary>
internal static class FillBench
{
    private const int ExpiryBudget = 2_000;

    public static void Run(BenchOptions options, bool isZipf)
    {
        Console.WriteLine();
        Console.WriteLine($"{options.Peers:N0} peers in {options.Swarms:N0} swarms, {(isZipf ? "Zipf (exponent 1)" : $"{options.Peers / options.Swarms} each")}");
        double[] weights = isZipf ? Weights(options.Swarms) : [];
        SwarmLimits limits = new();
        SipKey key = new(1, 2);

        // Once small, so that what the runtime needs for the code itself is there before the start.
        using (SwarmTable warm = new(limits, options.IsIPv6, key))
        {
            _ = Fill(warm, options with { Peers = 200_000, Swarms = 20_000 }, isZipf ? Weights(20_000) : []);
            _ = Expire(warm);
        }

        using SwarmTable table = new(limits, options.IsIPv6, key);
        long before = ResidentMemory.Read();
        int collections = GC.CollectionCount(0);
        ThreadClock fill = Fill(table, options, weights);
        collections = GC.CollectionCount(0) - collections;
        long full = ResidentMemory.Read();
        SwarmTotals totals = table.Totals();
        Console.WriteLine($"  resident: {before / 1e6:F1} MB before, {full / 1e6:F1} MB full: {(double)(full - before) / totals.Peers:F1} bytes per peer, {totals.Swarms:N0} swarms");
        Console.WriteLine($"  reserved {(double)totals.BytesReserved / totals.Peers:F1}, in use {(double)totals.BytesInUse / totals.Peers:F1} bytes per peer");
        Console.WriteLine($"  announce: {fill.TotalCpuMs * 1e6 / options.Peers:F0} ns of processor each (new peers, up to 50 wanted; the clock's own cost included), {fill}");
        Console.WriteLine($"  collections meanwhile: {collections}");
        ThreadClock expire = Expire(table);
        long after = ResidentMemory.Read();
        using SwarmTable second = new(limits, options.IsIPv6, key);
        ThreadClock fillAgain = Fill(second, options, weights);
        ThreadClock expireAgain = Expire(second);
        Console.WriteLine($"  expire, {ExpiryBudget} at a time: {expire.TotalCpuMs:F0} ms of processor together, {expire}");
        Console.WriteLine($"  resident after all expired: {after / 1e6:F1} MB ({(double)(after - before) / before:P0} above the start), reserved {table.Totals().BytesReserved}");
        Console.WriteLine($"  longest that was as long in a second pass: announce {fill.Again(fillAgain):F2} ms, expire {expire.Again(expireAgain):F2} ms of processor");
    }

    private static ThreadClock Fill(SwarmTable table, BenchOptions options, double[] weights)
    {
        SwarmRandom random = new(1);
        SwarmRandom choice = new(2);
        Span<byte> peers = stackalloc byte[1400];
        ThreadClock clock = new();
        clock.Start();
        for (int n = 0; n < options.Peers; n++)
        {
            bool isFull = true;
            while (isFull)
            {
                int swarm = weights.Length > 0 ? Draw(weights, ref choice) : (int)((long)n * 7_368_787 % options.Swarms);
                isFull = table.Announce(
                    Crowd.Swarm(swarm), Crowd.Peer(n, options.IsIPv6), n % 4 == 0 ? PeerRole.Seeder : PeerRole.Leecher, false, 50, 1000, ref random, peers).IsFull;
            }

            clock.Step();
        }

        return clock;
    }

    private static ThreadClock Expire(SwarmTable table)
    {
        ThreadClock clock = new();
        clock.Start();
        while (table.Totals().Peers > 0)
        {
            clock.Start();
            _ = table.Expire(1000 + 3600, ExpiryBudget);
            clock.Step();
        }

        return clock;
    }

    private static double[] Weights(int swarms)
    {
        double[] sums = new double[swarms];
        double sum = 0;
        for (int n = 0; n < swarms; n++)
        {
            sum += 1.0 / (n + 1);
            sums[n] = sum;
        }

        return sums;
    }

    private static int Draw(double[] weights, ref SwarmRandom random)
    {
        int at = Array.BinarySearch(weights, (random.Next() >> 11) * (1.0 / (1UL << 53)) * weights[^1]);
        return Math.Min(at < 0 ? ~at : at, weights.Length - 1);
    }
}
