using System.Diagnostics.Metrics;

namespace Millrace.Hosting.Metrics;

/// <summary>Upper bounds of a histogram's buckets: the instrument's own advice, else by its unit.</summary>
internal static class HistogramBounds
{
    // 100 us to 10 s in steps of 1, 2.5 and 5: the latencies of a server on a network.
    private static readonly double[] Seconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    // 64 B to 16 MiB in powers of four: the sizes of messages.
    private static readonly double[] Bytes =
        [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216];

    private static readonly double[] Counts =
        [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    public static double[] Of(Instrument instrument) => Advised(instrument) ?? instrument.Unit switch
    {
        "s" => Seconds,
        "ms" => [.. Seconds.Select(bound => bound * 1e3)],
        "us" => [.. Seconds.Select(bound => bound * 1e6)],
        "By" => Bytes,
        _ => Counts,
    };

    private static double[]? Advised(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<float> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        _ => null,
    };
}
