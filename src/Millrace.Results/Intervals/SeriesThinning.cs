namespace Millrace.Results;

/// <summary>
/// Merges neighbouring points of a long series. A point never spans two phases or the beginning or end of a fault, so those stay as sharp as
/// they were measured.
/// </summary>
/// <remarks>
/// Percentiles of merged points are the largest of theirs: the percentile of a union never exceeds the largest percentile of its
/// parts, so the figure is an upper bound, where an average would be neither.
/// </remarks>
public static class SeriesThinning
{
    /// <summary>The most points that a run file keeps.</summary>
    public const int MaxPoints = 1800;

    /// <summary>The series in at most <paramref name="cap"/> points, or one per stretch between boundaries where there are more stretches than that.</summary>
    /// <param name="points">The series, in the order of its times.</param>
    /// <param name="boundariesSeconds">The times that no point may span, in seconds from the start of the run; phases are kept apart anyway.</param>
    /// <param name="cap">The most points wanted.</param>
    public static IReadOnlyList<SeriesPoint> Thin(IReadOnlyList<SeriesPoint> points, IReadOnlyCollection<double> boundariesSeconds, int cap = MaxPoints)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(boundariesSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(cap, 1);
        if (points.Count <= cap)
        {
            return points;
        }

        List<Range> stretches = Stretches(points, [.. boundariesSeconds.Order()]);
        int longest = stretches.Max(stretch => Length(stretch));
        int group = (points.Count + cap - 1) / cap;
        while (group < longest && stretches.Sum(stretch => (Length(stretch) + group - 1) / group) > cap)
        {
            group++;
        }

        List<SeriesPoint> thinned = new(cap);
        foreach (Range stretch in stretches)
        {
            for (int start = stretch.Start.Value; start < stretch.End.Value; start += group)
            {
                thinned.Add(Merge(points, start, Math.Min(start + group, stretch.End.Value)));
            }
        }

        return thinned;
    }

    /// <summary>The times at which faults began and ended, in seconds from the start of the run.</summary>
    public static IReadOnlyCollection<double> Boundaries(IEnumerable<FaultResult> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return
        [
            .. faults
                .SelectMany<FaultResult, double?>(fault => [fault.InjectedAtSeconds ?? fault.AtSeconds, fault.RemovedAtSeconds ?? fault.UntilSeconds])
                .OfType<double>()
                .Distinct(),
        ];
    }

    private static int Length(Range stretch) => stretch.End.Value - stretch.Start.Value;

    private static List<Range> Stretches(IReadOnlyList<SeriesPoint> points, double[] boundaries)
    {
        List<Range> stretches = [];
        int start = 0;
        int next = 0;
        for (int i = 1; i < points.Count; i++)
        {
            while (next < boundaries.Length && boundaries[next] <= points[i - 1].AtSeconds)
            {
                next++;
            }

            // A boundary within a point belongs to it, so the cut comes before the first point that begins after it or with it.
            bool crossed = next < boundaries.Length && boundaries[next] <= points[i].AtSeconds;
            if (crossed || points[i].Phase != points[i - 1].Phase)
            {
                stretches.Add(start..i);
                start = i;
            }
        }

        stretches.Add(start..points.Count);
        return stretches;
    }

    internal static SeriesPoint Merge(IReadOnlyList<SeriesPoint> points, int start, int end)
    {
        SeriesPoint first = points[start];
        if (end - start == 1)
        {
            return first;
        }

        SeriesPoint[] group = [.. Enumerable.Range(start, end - start).Select(i => points[i])];
        return first with
        {
            SpanSeconds = group.Sum(point => point.SpanSeconds),
            SentPerSecond = Mean(group, point => point.SentPerSecond) ?? 0,
            OkPerSecond = Mean(group, point => point.OkPerSecond) ?? 0,
            ErrorsPerSecond = Mean(group, point => point.ErrorsPerSecond) ?? 0,
            DroppedPerSecond = Mean(group, point => point.DroppedPerSecond) ?? 0,
            P50Ms = group.Max(point => point.P50Ms),
            P90Ms = group.Max(point => point.P90Ms),
            P99Ms = group.Max(point => point.P99Ms),
            MaxMs = group.Max(point => point.MaxMs),
            InFlight = group.Max(point => point.InFlight),
            ConnectedClients = group.Min(point => point.ConnectedClients),
            TargetCpuPercent = Mean(group, point => point.TargetCpuPercent),
            TargetRssBytes = group.Max(point => point.TargetRssBytes),
            TargetHeapBytes = group.Max(point => point.TargetHeapBytes),
            GeneratorCpuPercent = Mean(group, point => point.GeneratorCpuPercent),
            GeneratorRssBytes = group.Max(point => point.GeneratorRssBytes),
        };
    }

    // Weighted by time, over the points that have the figure.
    private static double? Mean(SeriesPoint[] group, Func<SeriesPoint, double?> figure)
    {
        double sum = 0;
        double seconds = 0;
        foreach (SeriesPoint point in group)
        {
            if (figure(point) is { } value)
            {
                sum += value * point.SpanSeconds;
                seconds += point.SpanSeconds;
            }
        }

        return seconds > 0 ? sum / seconds : null;
    }
}
