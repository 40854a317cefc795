using Millrace.Results;

namespace Millrace.Cli.Telemetry;

/// <summary>One operation's totals, and its quantiles over the last second.</summary>
internal sealed class OperationCounts
{
    public long Ok { get; private set; }

    public long BytesOut { get; private set; }

    public long BytesIn { get; private set; }

    public SortedDictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>In seconds; null where nothing succeeded in the last second.</summary>
    public double[]? Response { get; set; }

    public double[]? Service { get; set; }

    public void Add(IntervalOperation operation)
    {
        Ok += operation.Ok;
        BytesOut += operation.BytesOut;
        BytesIn += operation.BytesIn;
        foreach ((string kind, long count) in operation.Errors)
        {
            Errors[kind] = Errors.GetValueOrDefault(kind) + count;
        }
    }
}
