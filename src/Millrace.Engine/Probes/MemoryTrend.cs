namespace Millrace.Engine.Probes;

/// <summary>
/// How resident memory moves: the least-squares slope, and how much of the movement a straight line explains (r squared, 0 to 1). A leak is
/// a slope with an r squared near 1; a low one is a heap that breathes.
/// </summary>
public sealed record MemoryTrend(double BytesPerSecond, double Explained)
{
    /// <summary>Fewer points than this say nothing.</summary>
    public const int LeastPoints = 10;
}
