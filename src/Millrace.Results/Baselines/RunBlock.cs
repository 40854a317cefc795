namespace Millrace.Results;

/// <summary>What happened in a stretch of a run, all operations together.</summary>
public sealed class RunBlock
{
    private double _cpuSeconds;
    private double _cpuKnownFor;

    /// <summary>How long it was.</summary>
    public double Seconds { get; private set; }

    /// <summary>Operations that ended with success.</summary>
    public long Ok { get; private set; }

    /// <summary>Operations that ended.</summary>
    public long Ended { get; private set; }

    /// <summary>Operations that ended with an error.</summary>
    public long Errors { get; private set; }

    /// <summary>Response times; null where there were none.</summary>
    public Histogram? Response { get; private set; }

    /// <summary>Processor time of the target for one success, in microseconds; null where it was not measured throughout.</summary>
    public double? CpuUsPerOk => Ok > 0 && _cpuKnownFor > 0.9 * Seconds ? _cpuSeconds * (Seconds / _cpuKnownFor) / Ok * 1e6 : null;

    /// <summary>The stretch of one interval.</summary>
    /// <exception cref="FormatException">A histogram of the interval is damaged.</exception>
    public static RunBlock Of(IntervalRecord interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        var block = new RunBlock { Seconds = interval.SpanSeconds };
        foreach (IntervalOperation operation in interval.Operations.Values)
        {
            block.Ok += operation.Ok;
            block.Ended += operation.Count;
            block.Errors += operation.Errors.Values.Sum();
            if (operation.Response is { } times)
            {
                block.Take(times.ToHistogram());
            }
        }

        if (interval.TargetCpuPercent is { } percent && double.IsFinite(percent))
        {
            block._cpuSeconds = percent / 100 * interval.SpanSeconds;
            block._cpuKnownFor = interval.SpanSeconds;
        }

        return block;
    }

    /// <summary>Makes the other part of this one.</summary>
    public void Add(RunBlock other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Seconds += other.Seconds;
        Ok += other.Ok;
        Ended += other.Ended;
        Errors += other.Errors;
        _cpuSeconds += other._cpuSeconds;
        _cpuKnownFor += other._cpuKnownFor;
        if (other.Response is { } times)
        {
            // A copy, where it would be the other's own: that one may be cut again.
            Response ??= new Histogram();
            Response.Add(times);
        }
    }

    private void Take(Histogram times)
    {
        if (Response is null)
        {
            Response = times;
        }
        else
        {
            Response.Add(times);
        }
    }
}
