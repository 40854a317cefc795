using Millrace.Results;

namespace Millrace.Engine.Metering;

/// <summary>Counts and distributions over some part of a run, for one operation or for several together: what thresholds, guides and verdicts look at.</summary>
internal sealed class Figures
{
    private Tally _tally;

    public ref readonly Tally Tally => ref _tally;

    public Histogram Response { get; } = new();

    public Histogram Service { get; } = new();

    public Histogram Lateness { get; } = new();

    public Histogram TimerLateness { get; } = new();

    public Dictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the part lasted, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tally = default;
        Response.Clear();
        Service.Clear();
        Lateness.Clear();
        TimerLateness.Clear();
        Errors.Clear();
        Seconds = 0;
    }

    public void Add(Figures other)
    {
        _tally.Add(in other._tally);
        Response.Add(other.Response);
        Service.Add(other.Service);
        Lateness.Add(other.Lateness);
        TimerLateness.Add(other.TimerLateness);
        AddErrors(other.Errors);
    }

    public void Add(Recorder recorder)
    {
        _tally.Add(in recorder.Tally);
        Response.Add(recorder.Response);
        Service.Add(recorder.Service);
        Lateness.Add(recorder.Lateness);
        TimerLateness.Add(recorder.TimerLateness);
        AddErrors(recorder.Errors);
    }

    /// <summary>Adds messages that were lost.</summary>
    public void AddLost(long count)
    {
        if (count == 0)
        {
            return;
        }

        _tally.Lost += count;
        Errors[ErrorKinds.Lost] = Errors.GetValueOrDefault(ErrorKinds.Lost) + count;
    }

    private void AddErrors(Dictionary<string, long> errors)
    {
        foreach ((string kind, long count) in errors)
        {
            Errors[kind] = Errors.GetValueOrDefault(kind) + count;
        }
    }

    public Accounting ToAccounting() => new()
    {
        Due = _tally.Due,
        Sent = _tally.Sent,
        Dropped = _tally.Dropped,
        Ok = _tally.Ok,
        Late = _tally.Late,
        Failed = _tally.Failed,
        Lost = _tally.Lost,
        Corrupted = _tally.Corrupted,
        Indefinite = _tally.Indefinite,
        Received = _tally.Received,
        Duplicated = _tally.Duplicated,
        Unexpected = _tally.Unexpected,
    };

    public OperationResult ToOperation() => new()
    {
        Count = _tally.Ended,
        Ok = _tally.Ok,
        RatePerSecond = Seconds > 0 ? _tally.Ok / Seconds : 0,
        Errors = new Dictionary<string, long>(Errors, StringComparer.Ordinal),
        BytesOut = _tally.BytesOut,
        BytesIn = _tally.BytesIn,
        Response = LatencySummary.From(Response),
        Service = LatencySummary.From(Service),
        Lateness = LatencySummary.From(Lateness),
    };
}
