namespace Millrace.Hosting.Metrics;

/// <summary>One metric as it is scraped: a name, and a point for each set of labels.</summary>
internal sealed record MetricFamily(string Name, string Help, MetricKind Kind, IReadOnlyList<MetricPoint> Points);

/// <summary>One set of labels of a metric.</summary>
/// <param name="Labels">Rendered, without the braces: <c>shard="0",reason="full"</c>, or empty.</param>
/// <param name="Value">The value; of a histogram the sum of all values.</param>
/// <param name="Bounds">Of a histogram the upper bounds of its buckets, ascending; else empty.</param>
/// <param name="Counts">Of a histogram the count in each bucket, and last of what lies above every bound; else empty.</param>
internal readonly record struct MetricPoint(string Labels, double Value, double[] Bounds, long[] Counts)
{
    public MetricPoint(string labels, double value)
        : this(labels, value, [], [])
    {
    }
}
