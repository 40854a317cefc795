using System.Numerics;

namespace Millrace.Speech.Host.Metrics;

/// <summary>
/// A log-linear histogram of microseconds: 32 steps to each power of two, so a quantile is at most 3 % too high. Up to 35 minutes; what is longer counts as that. 7 KiB.
/// </summary>
internal sealed class StageHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;
    private const int Powers = 27;

    private readonly long[] _counts = new long[Steps * Powers];
    private long _sum;

    /// <summary>All that was recorded, in microseconds.</summary>
    public long Sum => Volatile.Read(ref _sum);

    /// <summary>How many were recorded.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
            }

            return count;
        }
    }

    public void Record(long microseconds)
    {
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        Interlocked.Add(ref _sum, microseconds);
    }

    /// <summary>The time, in microseconds, that this share of all was not above; 0 where there is none.</summary>
    public long Quantile(double share)
    {
        long rank = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (int i = 0; i < _counts.Length && rank > 0; i++)
        {
            seen += Volatile.Read(ref _counts[i]);
            if (seen >= rank)
            {
                return HighestOf(i);
            }
        }

        return 0;
    }

    internal static int IndexOf(long microseconds)
    {
        if (microseconds < Steps)
        {
            return (int)Math.Max(0, microseconds);
        }

        int power = BitOperations.Log2((ulong)microseconds) - StepBits;
        return Math.Min(((power + 1) << StepBits) + (int)((microseconds >> power) - Steps), (Steps * Powers) - 1);
    }

    internal static long HighestOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        int power = (index >> StepBits) - 1;
        return ((long)(Steps + (index & (Steps - 1)) + 1) << power) - 1;
    }
}
