namespace Millrace.Engine.Judging;

/// <summary>How a metric is computed.</summary>
internal enum MetricKind
{
    Percentile,
    Mean,
    Min,
    Max,
    Rate,
    SentRate,
    Count,
    StormTime,
    StormCount,
    ClientCount,
}
