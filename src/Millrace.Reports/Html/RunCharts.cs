using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The charts over a run's own time.</summary>
internal static class RunCharts
{
    /// <summary>Throughput, response times, what went wrong and the clients: what the target did to its users.</summary>
    public static IReadOnlyList<Chart> Load(RunFile run)
    {
        IReadOnlyList<SeriesPoint> series = InOrder(run.Series);
        string mark = Headline.Of(run).IsLowerBound ? ", a lower bound: the generator was the limit" : "";
        var charts = new List<Chart?>
        {
            Over(series, "throughput", "Throughput", "messages per second" + mark, "rate",
                new ChartLine("answered rightly", "main", [.. series.Select(point => (double?)point.OkPerSecond)]) { Filled = true },
                // What the load model asked for, so that a gap between the two lines is what was not done.
                new ChartLine("offered", "quiet", [.. series.Select(point => (double?)(point.SentPerSecond + point.DroppedPerSecond))]) { Dash = "long" }),
            Over(series, "latency", "Response time", "percentiles of each moment", "ms",
                new ChartLine("p50", "main", [.. series.Select(point => point.P50Ms)]),
                new ChartLine("p90", "second", [.. series.Select(point => point.P90Ms)]),
                new ChartLine("p99", "third", [.. series.Select(point => point.P99Ms)]),
                new ChartLine("max", "quiet", [.. series.Select(point => point.MaxMs)]) { Dash = "dots" }),
            Over(series, "failures", "Errors and dropped starts", "per second", "rate",
                new ChartLine("errors", "bad", [.. series.Select(point => (double?)point.ErrorsPerSecond)]) { Filled = true },
                new ChartLine("dropped", "fair", [.. series.Select(point => (double?)point.DroppedPerSecond)]) { Dash = "short" }),
            Over(series, "clients", "Connected clients", "at the end of each second", "count", new ChartLine("connected", "main", [.. series.Select(point => (double?)point.ConnectedClients)]) { Filled = true }),
            Over(series, "in-flight", "In flight", "messages sent and unanswered", "count", new ChartLine("in flight", "second", [.. series.Select(point => (double?)point.InFlight)]) { Filled = true }),
        };
        bool failed = series.Any(point => point.ErrorsPerSecond > 0 || point.DroppedPerSecond > 0);
        return [.. charts.OfType<Chart>().Where(chart => failed || chart.Id != "failures").Select(chart => chart.Id switch
        {
            "throughput" => chart with { Wide = true },
            "latency" => chart with { Wide = true, Logarithmic = Spreads(chart) },
            _ => chart,
        })];
    }

    /// <summary>What target and generator used, each on the same axis.</summary>
    public static IReadOnlyList<Chart> Resources(RunFile run)
    {
        IReadOnlyList<SeriesPoint> series = InOrder(run.Series);
        return [.. new[]
        {
            Over(series, "cpu", "Processor use", "% of one core", "percent",
                new ChartLine("target", "main", [.. series.Select(point => point.TargetCpuPercent)]),
                new ChartLine("generator", "quiet", [.. series.Select(point => point.GeneratorCpuPercent)]) { Dash = "long" }),
            Over(series, "memory", "Resident memory", "bytes", "bytes",
                new ChartLine("target", "main", [.. series.Select(point => (double?)point.TargetRssBytes)]),
                new ChartLine("generator", "quiet", [.. series.Select(point => (double?)point.GeneratorRssBytes)]) { Dash = "long" }),
            Over(series, "heap", "The target\u2019s managed heap", "bytes", "bytes", new ChartLine("heap", "second", [.. series.Select(point => (double?)point.TargetHeapBytes)]) { Filled = true }),
        }.OfType<Chart>()];
    }

    private static double Middle(SeriesPoint point) => point.AtSeconds + (point.SpanSeconds / 2);

    // The charts take every moment once and later ones later; a damaged file need not have them so.
    private static SeriesPoint[] InOrder(IReadOnlyList<SeriesPoint> series) =>
        [.. series.Where(point => double.IsFinite(Middle(point))).DistinctBy(point => Math.Round(Middle(point), 3)).OrderBy(Middle)];

    // Null where nothing of it was measured: an empty frame says nothing.
    private static Chart? Over(IReadOnlyList<SeriesPoint> series, string id, string title, string axis, string format, params ReadOnlySpan<ChartLine> lines)
    {
        ChartLine[] known = [.. lines.ToArray().Where(line => line.Values.Any(value => value is not null))];
        // A point stands for what it covers, so its middle is where it belongs.
        return known.Length == 0 || series.Count < 2 ? null : new Chart
        {
            Id = id,
            Title = title,
            Axis = axis,
            Format = format,
            Lines = known,
            X = [.. series.Select(Middle)],
        };
    }

    // Where the largest is far from the median a linear axis shows one peak and a flat line.
    internal static bool Spreads(Chart chart)
    {
        double[] known = [.. chart.Lines.SelectMany(line => line.Values).OfType<double>().Where(value => value > 0).Order()];
        return known.Length > 0 && known[^1] > 50 * known[known.Length / 2];
    }
}
