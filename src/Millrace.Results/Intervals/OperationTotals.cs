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

    private static void Add(Histogram total, IntervalLatency? interval)
    {
        if (interval is not null)
        {
            total.Add(interval.ToHistogram());
        }
    }
}
