namespace Millrace.Results;

/// <summary>The durations of one interval.</summary>
/// <param name="MinUs">The shortest, in microseconds; the encoding does not keep it exactly.</param>
/// <param name="MaxUs">The longest, in microseconds; the encoding does not keep it exactly.</param>
/// <param name="Histogram">The distribution in microseconds, in HdrHistogram's V2 compressed encoding.</param>
public sealed record IntervalLatency(long MinUs, long MaxUs, string Histogram)
{
    /// <summary>What an interval's histogram holds, or null if it is empty.</summary>
    public static IntervalLatency? From(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return histogram.Count == 0 ? null : new IntervalLatency(histogram.Min, histogram.Max, histogram.EncodeV2());
    }

    /// <summary>The histogram that this was made from.</summary>
    /// <exception cref="FormatException">The encoded text is damaged.</exception>
    public Histogram ToHistogram()
    {
        Histogram histogram = Results.Histogram.DecodeV2(Histogram);
        histogram.RestoreExtremes(MinUs, MaxUs);
        return histogram;
    }
}
