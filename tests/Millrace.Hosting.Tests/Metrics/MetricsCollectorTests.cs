using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting.Metrics;

namespace Millrace.Hosting.Tests.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly string _name = $"Test.{Guid.NewGuid():N}";
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests() => (_meter, _collector) = (new Meter(_name + ".Sub"), MetricsCollector.Start([_name]));

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_add_up_per_set_of_labels_in_whatever_order_they_are_given()
    {
        Counter<long> counter = _meter.CreateCounter<long>("c");
        counter.Add(1, new("a", 1), new("b", 2));
        counter.Add(2, new("b", 2), new KeyValuePair<string, object?>("a", 1));
        counter.Add(5);

        Assert.Equal("# TYPE c_total counter\nc_total 5\nc_total{a=\"1\",b=\"2\"} 3\n", Ours());
    }

    [Fact]
    public void A_gauge_keeps_its_last_value_and_an_up_down_counter_its_sum()
    {
        Gauge<int> gauge = _meter.CreateGauge<int>("g");
        gauge.Record(7);
        gauge.Record(3);
        UpDownCounter<int> sum = _meter.CreateUpDownCounter<int>("u");
        sum.Add(7);
        sum.Add(-3);

        Assert.Equal("# TYPE g gauge\ng 3\n# TYPE u gauge\nu 4\n", Ours());
    }

    [Fact]
    public void A_histogram_uses_the_bounds_that_its_instrument_advises_and_they_are_inclusive()
    {
        Histogram<double> histogram = _meter.CreateHistogram(
            "h", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        histogram.Record(1);
        histogram.Record(1.5);
        histogram.Record(100);

        Assert.Equal(
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"10\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 102.5\nh_count 3\n",
            Ours());
    }

    [Fact]
    public void Observable_instruments_are_read_anew_and_reports_of_one_set_of_labels_add_up()
    {
        List<Measurement<long>> now = [new(1), new(2), new(9, new KeyValuePair<string, object?>("reason", "full"))];
        _meter.CreateObservableCounter("o", () => now, description: "Observed.");

        Assert.Equal("# HELP o_total Observed.\n# TYPE o_total counter\no_total 3\no_total{reason=\"full\"} 9\n", Ours());
        now = [new(4)];
        Assert.Equal("# HELP o_total Observed.\n# TYPE o_total counter\no_total 4\n", Ours());
    }

    [Fact]
    public void A_callback_that_throws_hides_no_other_instrument()
    {
        _meter.CreateObservableGauge("bad", int () => throw new InvalidOperationException("broken"));
        _meter.CreateObservableGauge("good", () => 1);

        Assert.Equal("# TYPE good gauge\ngood 1\n", Ours());
    }

    [Fact]
    public void Two_instruments_of_one_name_and_kind_are_one_series()
    {
        using Meter other = new(_name + ".Other");
        _meter.CreateObservableGauge("g", () => 1);
        other.CreateObservableGauge("g", () => 2);

        Assert.Equal("# TYPE g gauge\ng 3\n", Ours());
    }

    [Fact]
    public void A_name_that_another_kind_took_first_is_left_out()
    {
        using Meter other = new(_name + ".Other");
        _meter.CreateObservableGauge("same.total", () => 1);
        other.CreateObservableCounter("same", () => 2);

        Assert.Equal("# TYPE same_total gauge\nsame_total 1\n", Ours());
    }

    [Fact]
    public void A_disposed_meter_is_gone_from_the_next_scrape()
    {
        using Meter other = new(_name + ".Other");
        other.CreateObservableGauge("g", () => 2);
        Assert.NotEmpty(Ours());
        other.Dispose();

        Assert.Empty(Ours());
    }

    [Fact]
    public void Labels_without_end_are_bounded_and_the_rest_is_counted()
    {
        Counter<long> counter = _meter.CreateCounter<long>("c");
        for (int i = 0; i < InstrumentSeries.MaxSeries + 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("client", i));
        }

        string text = _collector.Scrape(NullLogger.Instance);
        Assert.Equal(InstrumentSeries.MaxSeries, text.Split("\nc_total{").Length - 1);
        Assert.Contains("millrace_metrics_dropped_total 5\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Millrace", true)]
    [InlineData("Millrace.Gateway", true)]
    [InlineData("Millraces", false)]
    [InlineData("System.Runtime", true)]
    [InlineData("System.Net.Http", false)]
    public void Meters_are_taken_by_name_or_by_the_part_before_a_dot(string meter, bool taken) =>
        Assert.Equal(taken, MetricsCollector.Takes(["Millrace"], meter));

    // The scrape without the runtime's own metrics and the collector's.
    private string Ours()
    {
        string[] lines = _collector.Scrape(NullLogger.Instance).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines
            .Where(line => !line.Contains("dotnet_", StringComparison.Ordinal) && !line.Contains("millrace_", StringComparison.Ordinal))
            .Select(line => line + "\n"));
    }
}
