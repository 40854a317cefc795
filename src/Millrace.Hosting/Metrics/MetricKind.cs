namespace Millrace.Hosting.Metrics;

/// <summary>The types of the Prometheus text format that instruments map to.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
