namespace Millrace.Results;

/// <summary>A distribution of durations: its usual figures in milliseconds, and the whole of it as an encoded histogram in microseconds.</summary>
public sealed record LatencySummary
{
    private static readonly double[] Shown = [50, 90, 95, 99, 99.9];

    /// <summary>How many durations.</summary>
    public long Count { get; init; }

    /// <summary>The shortest.</summary>
    public double MinMs { get; init; }

    /// <summary>The mean.</summary>
    public double MeanMs { get; init; }

    /// <summary>The standard deviation.</summary>
    public double StdDevMs { get; init; }

    /// <summary>The median.</summary>
    public double P50Ms { get; init; }

    /// <summary>The 90th percentile.</summary>
    public double P90Ms { get; init; }

    /// <summary>The 95th percentile.</summary>
    public double P95Ms { get; init; }

    /// <summary>The 99th percentile.</summary>
    public double P99Ms { get; init; }

    /// <summary>The 99.9th percentile.</summary>
    public double P999Ms { get; init; }

    /// <summary>The longest.</summary>
    public double MaxMs { get; init; }

    /// <summary>How many were longer than an hour and were counted as an hour; absent if none.</summary>
    public long? Saturated { get; init; }

    /// <summary>The distribution in microseconds, in HdrHistogram's V2 compressed encoding.</summary>
    public required string Histogram { get; init; }

    /// <summary>The summary of a histogram in microseconds, or null if it is empty.</summary>
    public static LatencySummary? From(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.Count == 0)
        {
            return null;
        }

        long[] percentiles = histogram.Percentiles(Shown);
        return new LatencySummary
        {
            Count = histogram.Count,
            MinMs = histogram.Min / 1000.0,
            MeanMs = histogram.Mean / 1000,
            StdDevMs = histogram.StdDev / 1000,
            P50Ms = percentiles[0] / 1000.0,
            P90Ms = percentiles[1] / 1000.0,
            P95Ms = percentiles[2] / 1000.0,
            P99Ms = percentiles[3] / 1000.0,
            P999Ms = percentiles[4] / 1000.0,
            MaxMs = histogram.Max / 1000.0,
            Saturated = histogram.Saturated == 0 ? null : histogram.Saturated,
            Histogram = histogram.EncodeV2(),
        };
    }

    /// <summary>The histogram that this summary was made from, exact extremes included.</summary>
    /// <exception cref="FormatException">The encoded text is damaged.</exception>
    public Histogram ToHistogram()
    {
        Histogram histogram = Results.Histogram.DecodeV2(Histogram);
        histogram.RestoreExtremes((long)Math.Round(MinMs * 1000), (long)Math.Round(MaxMs * 1000));
        histogram.RestoreSaturated(Saturated ?? 0);
        return histogram;
    }
}
