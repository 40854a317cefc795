namespace Millrace.Results;

/// <summary>One kind of operation: how often, how fast, how long.</summary>
public sealed record OperationResult
{
    /// <summary>Operations that ended, with success or with an error.</summary>
    public long Count { get; init; }

    /// <summary>Operations that ended with success.</summary>
    public long Ok { get; init; }

    /// <summary>Successes per second (goodput).</summary>
    public double RatePerSecond { get; init; }

    /// <summary>By kind, how many ended with an error.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init => field = ByName.Sorted(value); } = ByName.None<long>();

    /// <summary>Payload bytes sent.</summary>
    public long BytesOut { get; init; }

    /// <summary>Payload bytes received.</summary>
    public long BytesIn { get; init; }

    /// <summary>From due to done, successes only: what a user waits for. Absent if there was none.</summary>
    public LatencySummary? Response { get; init; }

    /// <summary>From sent to done, successes only: what the target took. Absent if there was none.</summary>
    public LatencySummary? Service { get; init; }

    /// <summary>From due to sent, every start: how late the generator was. Absent if there was none.</summary>
    public LatencySummary? Lateness { get; init; }
}
