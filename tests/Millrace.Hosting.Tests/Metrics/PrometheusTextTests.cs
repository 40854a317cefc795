using Millrace.Hosting.Metrics;

namespace Millrace.Hosting.Tests.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_the_format_asks()
    {
        string text = PrometheusText.Write(
        [
            new("messages_total", "Messages, in\\out.\nSecond line.", MetricKind.Counter,
                [new("direction=\"in\"", 3), new("direction=\"out\"", 12345678901)]),
            new("queue_bytes", "", MetricKind.Gauge, [new("", 0.5), new("odd=\"1\"", double.NaN), new("odd=\"2\"", double.NegativeInfinity)]),
            new("wait_seconds", "Waiting.", MetricKind.Histogram,
                [new("", 1.25, [0.1, 1], [2, 1, 4]), new("shard=\"1\"", 0, [0.1, 1], [0, 0, 0])]),
        ]);

        Assert.Equal(
            """
            # HELP messages_total Messages, in\\out.\nSecond line.
            # TYPE messages_total counter
            messages_total{direction="in"} 3
            messages_total{direction="out"} 12345678901
            # TYPE queue_bytes gauge
            queue_bytes 0.5
            queue_bytes{odd="1"} NaN
            queue_bytes{odd="2"} -Inf
            # HELP wait_seconds Waiting.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.1"} 2
            wait_seconds_bucket{le="1"} 3
            wait_seconds_bucket{le="+Inf"} 7
            wait_seconds_sum 1.25
            wait_seconds_count 7
            wait_seconds_bucket{shard="1",le="0.1"} 0
            wait_seconds_bucket{shard="1",le="1"} 0
            wait_seconds_bucket{shard="1",le="+Inf"} 0
            wait_seconds_sum{shard="1"} 0
            wait_seconds_count{shard="1"} 0

            """,
            text);
    }
}
