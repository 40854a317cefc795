namespace Millrace.Results;

/// <summary>Turns intervals into points of a run's series.</summary>
public static class IntervalSeries
{
    /// <summary>One interval as a point; the response times of all its operations are merged.</summary>
    /// <exception cref="FormatException">A histogram of the interval is damaged.</exception>
    public static SeriesPoint ToPoint(IntervalRecord interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        double seconds = interval.SpanSeconds;
        Histogram response = new();
        long ok = 0;
        long errors = 0;
        foreach (IntervalOperation operation in interval.Operations.Values.Concat(interval.Carried?.Values ?? []))
        {
            ok += operation.Ok;
            errors += operation.Errors.Values.Sum();
            if (operation.Response is { } latency)
            {
                response.Add(latency.ToHistogram());
            }
        }

        long[] percentiles = response.Percentiles(50, 90, 99, 100);
        return new SeriesPoint
        {
            AtSeconds = interval.AtSeconds,
            SpanSeconds = seconds,
            Phase = interval.Phase,
            SentPerSecond = PerSecond(interval.Accounting.Sent, seconds),
            OkPerSecond = PerSecond(ok, seconds),
            ErrorsPerSecond = PerSecond(errors, seconds),
            DroppedPerSecond = PerSecond(interval.Accounting.Dropped, seconds),
            P50Ms = Ms(response, percentiles[0]),
            P90Ms = Ms(response, percentiles[1]),
            P99Ms = Ms(response, percentiles[2]),
            MaxMs = Ms(response, percentiles[3]),
            InFlight = interval.InFlight,
            ConnectedClients = interval.ConnectedClients,
            TargetCpuPercent = interval.TargetCpuPercent,
            TargetRssBytes = interval.TargetRssBytes,
            TargetHeapBytes = interval.TargetHeapBytes,
            GeneratorCpuPercent = interval.GeneratorCpuPercent,
            GeneratorRssBytes = interval.GeneratorRssBytes,
        };
    }

    private static double PerSecond(long count, double seconds) => seconds > 0 ? count / seconds : 0;

    private static double? Ms(Histogram histogram, long us) => histogram.Count == 0 ? null : us / 1000.0;
}
