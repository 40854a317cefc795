namespace Millrace.Engine.Tests;

/// <summary>What a piece of code allocates.</summary>
internal static class Allocations
{
    private const int Tries = 20;

    /// <summary>
    /// The fewest bytes of several tries: a collection that another test causes meanwhile charges the rest of this thread's buffer to it, so one
    /// try proves too much.
    /// </summary>
    public static long Of(Action work)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < Tries && fewest > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return fewest;
    }
}
