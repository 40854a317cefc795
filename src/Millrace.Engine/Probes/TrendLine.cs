namespace Millrace.Engine.Probes;

/// <summary>A least-squares line through points as they come: Welford's sums, so that a run of days costs six numbers and loses no precision.</summary>
internal sealed class TrendLine
{
    private long _count;
    private double _meanX;
    private double _meanY;
    private double _sumXX;
    private double _sumXY;
    private double _sumYY;

    /// <summary>Takes one point of seconds and bytes.</summary>
    public void Add(double seconds, double bytes)
    {
        _count++;
        double fromX = seconds - _meanX, fromY = bytes - _meanY;
        _meanX += fromX / _count;
        _meanY += fromY / _count;
        _sumXX += fromX * (seconds - _meanX);
        _sumXY += fromX * (bytes - _meanY);
        _sumYY += fromY * (bytes - _meanY);
    }

    /// <summary>The trend so far, or null where there are too few points or all at one time.</summary>
    public MemoryTrend? Trend => _count < MemoryTrend.LeastPoints || _sumXX <= 0
        ? null
        : new MemoryTrend(_sumXY / _sumXX, _sumYY <= 0 ? 1 : _sumXY * _sumXY / (_sumXX * _sumYY));
}
