using System.Diagnostics.Metrics;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Cli.Telemetry;

/// <summary>What one run has shown so far, as measurements. Filled by the lab's thread once a second, read by any.</summary>
internal sealed class LabFigures
{
    private static readonly (string Quantile, double Percentile)[] Quantiles = [("0.5", 50), ("0.9", 90), ("0.99", 99), ("0.999", 99.9), ("1", 100)];

    private readonly Lock _lock = new();
    private readonly KeyValuePair<string, object?>[] _run;
    private readonly SortedDictionary<string, OperationCounts> _operations = new(StringComparer.Ordinal);
    private Accounting _accounting = new();
    private LabTick? _tick;
    private RunFile? _end;

    public LabFigures(Scenario scenario) => _run = [new("system", scenario.System.Info.Name), new("profile", scenario.Profile.Name), .. Run(scenario)];

    /// <summary>Adds a second.</summary>
    public void Take(LabTick tick)
    {
        // Decoded before the lock: whoever scrapes must not wait for it.
        (string Name, IntervalOperation Operation, double[]? Response, double[]? Service)[] second =
        [
            .. (tick.Interval?.Operations ?? new Dictionary<string, IntervalOperation>()).Concat(tick.Interval?.Carried ?? new Dictionary<string, IntervalOperation>())
                .Select(each => (each.Key, each.Value, Seconds(each.Value.Response), Seconds(each.Value.Service))),
        ];
        lock (_lock)
        {
            _tick = tick;
            _accounting += tick.Interval?.Accounting ?? new Accounting();
            foreach (OperationCounts counts in _operations.Values)
            {
                (counts.Response, counts.Service) = (null, null);
            }

            foreach ((string name, IntervalOperation operation, double[]? response, double[]? service) in second)
            {
                if (!_operations.TryGetValue(name, out OperationCounts? counts))
                {
                    _operations.Add(name, counts = new OperationCounts());
                }

                counts.Add(operation);
                (counts.Response, counts.Service) = (counts.Response ?? response, counts.Service ?? service);
            }
        }
    }

    /// <summary>The run has ended.</summary>
    public void End(RunFile run)
    {
        lock (_lock)
        {
            _end = run;
        }
    }

    public IEnumerable<Measurement<long>> Operations() => Of<long>(each => [One(each.Value.Ok, ("operation", each.Key), ("outcome", "ok")), One(each.Value.Errors.Values.Sum(), ("operation", each.Key), ("outcome", "error"))]);

    public IEnumerable<Measurement<long>> Errors() => Of<long>(each => each.Value.Errors.Select(error => One(error.Value, ("operation", each.Key), ("kind", error.Key))));

    public IEnumerable<Measurement<long>> Bytes() => Of<long>(each => [One(each.Value.BytesOut, ("operation", each.Key), ("direction", "out")), One(each.Value.BytesIn, ("operation", each.Key), ("direction", "in"))]);

    public IEnumerable<Measurement<double>> Response() => Of(each => Times(each.Key, each.Value.Response));

    public IEnumerable<Measurement<double>> Service() => Of(each => Times(each.Key, each.Value.Service));

    /// <summary>Where every message went, by its fate.</summary>
    public IEnumerable<Measurement<long>> Messages()
    {
        Accounting a;
        lock (_lock)
        {
            a = _accounting;
        }

        (string Fate, long Count)[] fates =
        [
            ("due", a.Due), ("sent", a.Sent), ("dropped", a.Dropped), ("ok", a.Ok), ("late", a.Late), ("failed", a.Failed), ("lost", a.Lost), ("corrupted", a.Corrupted),
            ("indefinite", a.Indefinite), ("received", a.Received), ("duplicated", a.Duplicated), ("unexpected", a.Unexpected),
        ];
        return fates.Select(fate => One(fate.Count, ("fate", fate.Fate)));
    }

    /// <summary>A figure of the last second; nothing where it is not known.</summary>
    public IEnumerable<Measurement<double>> Last(Func<LabTick, double?> figure)
    {
        LabTick? tick;
        lock (_lock)
        {
            tick = _tick;
        }

        return tick is not null && figure(tick) is { } value && double.IsFinite(value) ? [One(value)] : [];
    }

    /// <summary>1 for the phase that the run is in.</summary>
    public IEnumerable<Measurement<int>> Phase()
    {
        lock (_lock)
        {
            return _tick is { } tick ? [new Measurement<int>(1, [.. _run, new("phase", tick.Point.Phase)])] : [];
        }
    }

    /// <summary>1 for what the run came to; nothing while it runs.</summary>
    public IEnumerable<Measurement<int>> Verdict()
    {
        lock (_lock)
        {
            return _end is { } end
                ? [new Measurement<int>(1, [.. _run, new("verdict", Phrases.Of(end.Verdict.Outcome).ToLowerInvariant().Replace(' ', '-')), new("generator", Phrases.Of(end.Generator.Verdict))])]
                : [];
        }
    }

    // Counts begin anew with each run, and a collector would see those of one series fall: each run is a series of its own, named by its folder.
    private static KeyValuePair<string, object?>[] Run(Scenario scenario) =>
        scenario.OutputFolder is { } folder && Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) is { Length: > 0 } name ? [new("run", name)] : [];

    private static double[]? Seconds(IntervalLatency? latency) =>
        latency is null ? null : [.. latency.ToHistogram().Percentiles([.. Quantiles.Select(each => each.Percentile)]).Select(us => us / 1e6)];

    private IEnumerable<Measurement<double>> Times(string operation, double[]? seconds) =>
        seconds is null ? [] : Quantiles.Select((each, i) => One(seconds[i], ("operation", operation), ("quantile", each.Quantile)));

    private Measurement<T>[] Of<T>(Func<KeyValuePair<string, OperationCounts>, IEnumerable<Measurement<T>>> measure)
        where T : struct
    {
        lock (_lock)
        {
            return [.. _operations.SelectMany(measure)];
        }
    }

    private Measurement<T> One<T>(T value, params ReadOnlySpan<(string Name, string Value)> tags)
        where T : struct
    {
        var all = new List<KeyValuePair<string, object?>>(_run);
        foreach ((string name, string text) in tags)
        {
            all.Add(new(name, text));
        }

        return new Measurement<T>(value, all);
    }
}
