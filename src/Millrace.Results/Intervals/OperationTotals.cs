namespace Millrace.Results;

/// <summary>Adds up one operation over many intervals.</summary>
internal sealed class OperationTotals
{
    private readonly Histogram _response = new();
    private readonly Histogram _service = new();
    private readonly Histogram _lateness = new();
    private readonly Dictionary<string, long> _errors = [];
    private long _count;
    private long _ok;
    private long _bytesOut;
    private long _bytesIn;

    public void Add(IntervalOperation interval)
    {
        _count += interval.Count;
        _ok += interval.Ok;
        _bytesOut += interval.BytesOut;
        _bytesIn += interval.BytesIn;
        foreach ((string kind, long count) in interval.Errors)
        {
            _errors[kind] = _errors.GetValueOrDefault(kind) + count;
        }

        Add(_response, interval.Response);
        Add(_service, interval.Service);
        Add(_lateness, interval.Lateness);
    }

    public OperationResult Over(double seconds) => new()
    {
        Count = _count,
        Ok = _ok,
        RatePerSecond = seconds > 0 ? _ok / seconds : 0,
        Errors = _errors,
        BytesOut = _bytesOut,
        BytesIn = _bytesIn,
        Response = LatencySummary.From(_response),
        Service = LatencySummary.From(_service),
        Lateness = LatencySummary.From(_lateness),
    };

    /// <summary>Every operation over some intervals, by name.</summary>
    /// <param name="intervals">The intervals.</param>
    /// <param name="pick">What counts of one.</param>
    /// <param name="seconds">How long they are together.</param>
    public static IReadOnlyDictionary<string, OperationResult> Of(
        IReadOnlyCollection<IntervalRecord> intervals, Func<IntervalRecord, IReadOnlyDictionary<string, IntervalOperation>> pick, double seconds)
    {
        Dictionary<string, OperationTotals> totals = [];
        foreach (IntervalRecord interval in intervals)
        {
            foreach ((string name, IntervalOperation operation) in pick(interval))
            {
                if (!totals.TryGetValue(name, out OperationTotals? total))
                {
                    totals[name] = total = new OperationTotals();
                }

                total.Add(operation);
            }
        }

        return totals.ToDictionary(pair => pair.Key, pair => pair.Value.Over(seconds));
    }

    private static void Add(Histogram total, IntervalLatency? interval)
    {
        if (interval is not null)
        {
            total.Add(interval.ToHistogram());
        }
    }
}
