using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Metrics;

/// <summary>Listens to this process's meters and renders them when asked.</summary>
/// <remarks>
/// Counters and histograms count from when the collector started; observable instruments are read at each scrape. Code on a hot
/// path keeps plain counters of its own and offers them as observable instruments, so it pays nothing here.
/// </remarks>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>The runtime's own meter: garbage collections, heap, threads, lock contention, exceptions.</summary>
    public const string RuntimeMeter = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<InstrumentSeries> _instruments = [];
    private readonly HashSet<Instrument> _refused = [];

    private MetricsCollector(IReadOnlyList<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Takes(meters, instrument.Meter.Name))
            {
                InstrumentSeries series = new(instrument);
                lock (_lock)
                {
                    _instruments.Add(series);
                }

                listener.EnableMeasurementEvents(instrument, series);
            }
        };
        _listener.MeasurementsCompleted = (_, state) =>
        {
            lock (_lock)
            {
                _instruments.Remove((InstrumentSeries)state!);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
    }

    /// <summary>Collects the runtime's meter and every meter whose name is one of <paramref name="meters"/> or begins with one and a dot.</summary>
    public static MetricsCollector Start(IReadOnlyList<string> meters)
    {
        MetricsCollector collector = new(meters);
        collector._listener.Start();
        return collector;
    }

    public static bool Takes(IReadOnlyList<string> meters, string meter) =>
        meter == RuntimeMeter
        || meters.Any(name => meter == name || (meter.StartsWith(name, StringComparison.Ordinal) && meter[name.Length] == '.'));

    /// <summary>Everything measured, as Prometheus text, sorted by name and labels.</summary>
    public string Scrape(ILogger log)
    {
        lock (_lock)
        {
            _instruments.ForEach(instrument => instrument.BeginScrape());
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                // One instrument's callback failed; the others have been read, and they matter more than a clean answer.
                HostingLog.InstrumentFailed(log, e);
            }

            return PrometheusText.Write(Families(log));
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((InstrumentSeries)state!).Record(value, tags);

    private List<MetricFamily> Families(ILogger log)
    {
        List<MetricFamily> families = [];
        foreach (IGrouping<string, InstrumentSeries> sharing in _instruments.GroupBy(i => i.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            InstrumentSeries first = sharing.First();
            List<MetricPoint> points = [];
            foreach (InstrumentSeries instrument in sharing)
            {
                if (instrument.Kind == first.Kind)
                {
                    instrument.AddTo(points);
                }
                else if (_refused.Add(instrument.Instrument))
                {
                    HostingLog.MetricNameTaken(
                        log, sharing.Key, instrument.Instrument.Name, instrument.Instrument.Meter.Name, instrument.Kind);
                }
            }

            if (points.Count > 0)
            {
                families.Add(new MetricFamily(sharing.Key, first.Instrument.Description ?? "", first.Kind, Merge(points)));
            }
        }

        long dropped = _instruments.Sum(instrument => instrument.Dropped);
        families.Add(new MetricFamily(
            "millrace_metrics_dropped_total",
            $"Measurements not kept because an instrument had more than {InstrumentSeries.MaxSeries} sets of labels.",
            MetricKind.Counter,
            [new MetricPoint("", dropped)]));
        return families;
    }

    // Two instruments of one name and labels (two servers in one process) are one series to Prometheus, which refuses doubles.
    private static List<MetricPoint> Merge(List<MetricPoint> points) =>
        [.. points.GroupBy(point => point.Labels).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Aggregate(Add))];

    private static MetricPoint Add(MetricPoint one, MetricPoint other) =>
        one.Bounds.AsSpan().SequenceEqual(other.Bounds)
            ? one with { Value = one.Value + other.Value, Counts = [.. one.Counts.Zip(other.Counts, (a, b) => a + b)] }
            : one;
}
