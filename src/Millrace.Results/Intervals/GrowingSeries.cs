namespace Millrace.Results;

/// <summary>
/// The series of a run that goes on, in memory that does not grow with it. Once it holds twice the points that a run file keeps, neighbours are
/// merged as <see cref="SeriesThinning"/> does, and what comes later is merged to the same width as it arrives: the whole series stays evenly sharp.
/// </summary>
public sealed class GrowingSeries
{
    // The interval log has a record a second.
    private const double FirstWidthSeconds = 2;

    // Records come a few milliseconds late; without slack two of a second each would not make one of two.
    private const double Slack = 1.05;

    private readonly Func<IReadOnlyCollection<double>> _boundaries;
    private readonly int _cap;
    private List<SeriesPoint> _points = [];
    private int _limit;
    private double _width;
    private double _lastBegan;

    /// <param name="boundariesSeconds">The times that no point may span, as far as they are known when it is asked; in seconds from the start of the run.</param>
    /// <param name="cap">The most points that are wanted in the end; up to twice as many are held meanwhile.</param>
    public GrowingSeries(Func<IReadOnlyCollection<double>> boundariesSeconds, int cap = SeriesThinning.MaxPoints)
    {
        ArgumentNullException.ThrowIfNull(boundariesSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(cap, 1);
        _boundaries = boundariesSeconds;
        _cap = cap;
        _limit = 2 * cap;
    }

    /// <summary>Points held now.</summary>
    public int Count => _points.Count;

    /// <summary>Takes the next point, in the order of time.</summary>
    public void Add(SeriesPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (_width > 0 && Fits(_points[^1].SpanSeconds, point) && !IsCut(_points[^1].Phase, _lastBegan, point, _boundaries()))
        {
            _points[^1] = SeriesThinning.Merge([_points[^1], point], 0, 2);
        }
        else
        {
            _points.Add(point);
        }

        _lastBegan = point.AtSeconds;
        if (_points.Count >= _limit)
        {
            Widen();
        }
    }

    /// <summary>The points so far, oldest first: a copy, which later points leave alone.</summary>
    public IReadOnlyList<SeriesPoint> Snapshot() => [.. _points];

    private void Widen()
    {
        IReadOnlyCollection<double> boundaries = _boundaries();
        double whole = _points[^1].AtSeconds + _points[^1].SpanSeconds - _points[0].AtSeconds;
        do
        {
            _width = _width == 0 ? FirstWidthSeconds : 2 * _width;
            _points = Merged(boundaries);
        }
        while (_points.Count > _cap && _width < whole);

        // More phases and faults than points wanted: each keeps its own, and the next attempt waits until there is something to merge.
        _limit = Math.Max(2 * _cap, 2 * _points.Count);
    }

    private List<SeriesPoint> Merged(IReadOnlyCollection<double> boundaries)
    {
        var merged = new List<SeriesPoint>(_cap);
        int start = 0;
        double span = _points[0].SpanSeconds;
        for (int i = 1; i < _points.Count; i++)
        {
            if (!Fits(span, _points[i]) || IsCut(_points[i - 1].Phase, _points[i - 1].AtSeconds, _points[i], boundaries))
            {
                merged.Add(SeriesThinning.Merge(_points, start, i));
                start = i;
                span = 0;
            }

            span += _points[i].SpanSeconds;
        }

        merged.Add(SeriesThinning.Merge(_points, start, _points.Count));
        return merged;
    }

    private bool Fits(double span, SeriesPoint next) => span + next.SpanSeconds <= _width * Slack;

    // A boundary within a point belongs to it, so the cut comes before the first point that begins after it or with it.
    private static bool IsCut(string phase, double began, SeriesPoint next, IReadOnlyCollection<double> boundaries) =>
        phase != next.Phase || boundaries.Any(boundary => began < boundary && boundary <= next.AtSeconds);
}
