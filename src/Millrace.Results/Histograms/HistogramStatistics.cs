namespace Millrace.Results;

/// <summary>What can be asked of a histogram's counts; nothing here changes them.</summary>
internal static class HistogramStatistics
{
    public static double Mean(Histogram histogram)
    {
        if (histogram.Count == 0)
        {
            return 0;
        }

        double sum = 0;
        int index = histogram.FirstIndex;
        foreach (long count in histogram.UsedCounts)
        {
            sum += count * Middle(index++);
        }

        return Math.Clamp(sum / histogram.Count, histogram.Min, histogram.Max);
    }

    public static double StdDev(Histogram histogram)
    {
        if (histogram.Count == 0)
        {
            return 0;
        }

        double mean = Mean(histogram);
        double squares = 0;
        int index = histogram.FirstIndex;
        foreach (long count in histogram.UsedCounts)
        {
            double distance = Middle(index++) - mean;
            squares += count * distance * distance;
        }

        return histogram.Min == histogram.Max ? 0 : Math.Sqrt(squares / histogram.Count);
    }

    public static long[] Percentiles(Histogram histogram, ReadOnlySpan<double> ascending)
    {
        CheckAscending(ascending);
        long[] values = new long[ascending.Length];
        if (histogram.Count == 0)
        {
            return values;
        }

        ReadOnlySpan<long> counts = histogram.UsedCounts;
        int offset = 0;
        long seen = counts[0];
        for (int i = 0; i < ascending.Length; i++)
        {
            long rank = Rank(ascending[i], histogram.Count);
            while (seen < rank)
            {
                seen += counts[++offset];
            }

            values[i] = ascending[i] switch
            {
                0 => histogram.Min,
                100 => histogram.Max,
                // The upper edge of the outermost bucket may lie beyond what was seen.
                _ => Math.Clamp(Histogram.HighestOf(histogram.FirstIndex + offset), histogram.Min, histogram.Max),
            };
        }

        return values;
    }

    public static long CountAtOrBelow(Histogram histogram, long us)
    {
        if (us < 0 || histogram.Count == 0)
        {
            return 0;
        }

        if (us >= histogram.Max)
        {
            return histogram.Count;
        }

        long total = 0;
        int last = Histogram.IndexOf(us);
        for (int index = histogram.FirstIndex; index <= last; index++)
        {
            total += histogram.CountAt(index);
        }

        return total;
    }

    public static IEnumerable<HistogramBucket> RecordedBuckets(Histogram histogram)
    {
        long cumulative = 0;
        for (int index = histogram.FirstIndex; index <= histogram.LastIndex; index++)
        {
            long count = histogram.CountAt(index);
            if (count > 0)
            {
                cumulative += count;
                yield return new HistogramBucket(Histogram.LowestOf(index), Histogram.HighestOf(index), count, cumulative);
            }
        }
    }

    // 99.9 / 100 * 1000 is 999.0000000000001 in floating point; one step down keeps the ceiling at 999.
    private static long Rank(double percentile, long count) =>
        Math.Clamp((long)Math.Ceiling(Math.BitDecrement(percentile) / 100 * count), 1, count);

    private static double Middle(int index) => (Histogram.LowestOf(index) + Histogram.HighestOf(index)) / 2.0;

    private static void CheckAscending(ReadOnlySpan<double> percentiles)
    {
        double previous = 0;
        foreach (double percentile in percentiles)
        {
            if (!(percentile is >= 0 and <= 100))
            {
                throw new ArgumentOutOfRangeException(nameof(percentiles), percentile, "A percentile lies between 0 and 100.");
            }

            if (percentile < previous)
            {
                throw new ArgumentException($"Percentiles must ascend: {percentile} follows {previous}.", nameof(percentiles));
            }

            previous = percentile;
        }
    }
}
