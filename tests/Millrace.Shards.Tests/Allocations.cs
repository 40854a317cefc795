namespace Millrace.Shards.Tests;

/// <summary>What a piece of shard code allocates on its own thread once the compiler has optimised it.</summary>
internal static class Allocations
{
    /// <summary>Whole bytes an operation, where each round does <paramref name="operations"/> of them.</summary>
    /// <remarks>Unoptimised code boxes awaiters, so the first rounds allocate; the least of many rounds is the steady state.</remarks>
    public static async ValueTask<long> SteadyState(int operations, Func<ValueTask> round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 200 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await round();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / operations);
        }

        return least;
    }
}
