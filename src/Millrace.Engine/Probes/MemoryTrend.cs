namespace Millrace.Engine.Probes;

/// <summary>
/// How resident memory moves: the least-squares slope, and how much of the movement a straight line explains (r squared, 0 to 1). A leak is
/// a slope with an r squared near 1; a low one is a heap that breathes.
/// </summary>
public sealed record MemoryTrend(double BytesPerSecond, double Explained)
{
    /// <summary>Fewer points than this say nothing.</summary>
    public const int LeastPoints = 10;

    /// <summary>The trend through points of seconds and bytes, or null where there are too few or all at one time.</summary>
    public static MemoryTrend? Through(IReadOnlyList<(double Seconds, double Bytes)> points)
    {
        if (points.Count < LeastPoints) { return null; }
        double meanX = points.Average(p => p.Seconds), meanY = points.Average(p => p.Bytes);
        double sumXX = 0, sumXY = 0, sumYY = 0;
        foreach (var (x, y) in points)
        {
            sumXX += (x - meanX) * (x - meanX);
            sumXY += (x - meanX) * (y - meanY);
            sumYY += (y - meanY) * (y - meanY);
        }
        if (sumXX <= 0) { return null; }
        return new MemoryTrend(sumXY / sumXX, sumYY <= 0 ? 1 : sumXY * sumXY / (sumXX * sumYY));
    }
}
