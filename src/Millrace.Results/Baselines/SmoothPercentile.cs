namespace Millrace.Results;

/// <summary>
/// A percentile for comparisons: as if the values of a bucket were spread evenly over it. A histogram's own percentile is the upper edge of a bucket, which for a median of 50 us is a step of
/// 2 %: too coarse to tell a change of 3 % by.
/// </summary>
public static class SmoothPercentile
{
    /// <summary>The percentile (0 to 100) of values in microseconds, in milliseconds; 0 if there are none.</summary>
    public static double Ms(Histogram histogram, double percentile)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        double rank = percentile / 100 * histogram.Count;
        double last = 0;
        foreach (HistogramBucket bucket in histogram.RecordedBuckets())
        {
            double width = bucket.HighestUs - bucket.LowestUs + 1;
            double within = bucket.Count - Math.Max(0, bucket.CumulativeCount - rank);
            last = (bucket.LowestUs + (width * within / bucket.Count)) / 1000;
            if (bucket.CumulativeCount >= rank)
            {
                break;
            }
        }

        return last;
    }
}
