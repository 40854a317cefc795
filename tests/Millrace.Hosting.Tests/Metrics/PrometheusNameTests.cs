using Millrace.Hosting.Metrics;

namespace Millrace.Hosting.Tests.Metrics;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("gateway.messages", "{message}", "Counter", "gateway_messages_total")]
    [InlineData("gateway.bytes", "By", "Counter", "gateway_bytes_total")]
    [InlineData("gateway.in", "By", "Counter", "gateway_in_bytes_total")]
    [InlineData("gateway.sent.total", "By", "Counter", "gateway_sent_bytes_total")]
    [InlineData("gateway.connections", "{connection}", "Gauge", "gateway_connections")]
    [InlineData("handshake.duration", "s", "Histogram", "handshake_duration_seconds")]
    [InlineData("queue.fill", "1", "Gauge", "queue_fill_ratio")]
    [InlineData("things", "1", "Counter", "things_total")]
    [InlineData("rate", "By/s", "Gauge", "rate_bytes_per_second")]
    [InlineData("rate", "{message}/s", "Gauge", "rate_per_second")]
    [InlineData("odd name--here", null, "Gauge", "odd_name_here")]
    [InlineData("5xx", "", "Gauge", "_5xx")]
    public void Instrument_unit_and_kind_make_the_name(string instrument, string? unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(instrument, unit, Enum.Parse<MetricKind>(kind)));
}
