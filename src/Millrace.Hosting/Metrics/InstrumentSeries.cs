using System.Diagnostics.Metrics;

namespace Millrace.Hosting.Metrics;

/// <summary>What one instrument has measured so far, for each set of labels. Thread-safe; bounded in the number of sets.</summary>
internal sealed class InstrumentSeries
{
    /// <summary>More sets of labels than this are not kept: a label that varies without end must not eat the server's memory.</summary>
    public const int MaxSeries = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Series> _byLabels = [];
    private readonly KeyValuePair<string, object?>[] _fixedTags;
    private readonly double[] _bounds;
    private readonly bool _adds;

    public InstrumentSeries(Instrument instrument)
    {
        Type type = instrument.GetType().GetGenericTypeDefinition();
        Kind = type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
        Instrument = instrument;
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, Kind);
        _bounds = Kind == MetricKind.Histogram ? HistogramBounds.Of(instrument) : [];
        _fixedTags = [.. instrument.Meter.Tags ?? [], .. instrument.Tags ?? []];

        // An observable instrument reports totals; several reports of one set of labels within a scrape (one a shard) add up too.
        _adds = type != typeof(Gauge<>);
    }

    public Instrument Instrument { get; }

    public string Name { get; }

    public MetricKind Kind { get; }

    /// <summary>Measurements that found no room, in sets of labels beyond <see cref="MaxSeries"/>.</summary>
    public long Dropped { get; private set; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = PrometheusLabels.Render(_fixedTags, tags);
        lock (_lock)
        {
            if (!_byLabels.TryGetValue(labels, out Series? series))
            {
                if (_byLabels.Count == MaxSeries)
                {
                    Dropped++;
                    return;
                }

                series = new Series { Counts = Kind == MetricKind.Histogram ? new long[_bounds.Length + 1] : [] };
                _byLabels.Add(labels, series);
            }

            series.Value = _adds ? series.Value + value : value;
            if (series.Counts.Length > 0)
            {
                series.Counts[BucketOf(value)]++;
            }
        }
    }

    /// <summary>Forgets what an observable instrument reported at the last scrape: a set of labels that it no longer reports is gone.</summary>
    public void BeginScrape()
    {
        if (Instrument.IsObservable)
        {
            lock (_lock)
            {
                _byLabels.Clear();
            }
        }
    }

    public void AddTo(List<MetricPoint> points)
    {
        lock (_lock)
        {
            foreach ((string labels, Series series) in _byLabels)
            {
                points.Add(new MetricPoint(labels, series.Value, _bounds, [.. series.Counts]));
            }
        }
    }

    // The first bound that is not below the value; bounds are inclusive ("le").
    private int BucketOf(double value)
    {
        int found = Array.BinarySearch(_bounds, value);
        return found >= 0 ? found : ~found;
    }

    private sealed class Series
    {
        public double Value { get; set; }

        public long[] Counts { get; init; } = [];
    }
}
