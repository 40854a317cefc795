namespace Millrace.Results;

/// <summary>One kind of operation within one interval.</summary>
public sealed record IntervalOperation
{
    /// <summary>Operations that ended, with success or with an error.</summary>
    public long Count { get; init; }

    /// <summary>Operations that ended with success.</summary>
    public long Ok { get; init; }

    /// <summary>By kind, how many ended with an error.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init => field = ByName.Sorted(value); } = ByName.None<long>();

    /// <summary>Payload bytes sent.</summary>
    public long BytesOut { get; init; }

    /// <summary>Payload bytes received.</summary>
    public long BytesIn { get; init; }

    /// <summary>From due to done, successes only; absent if there was none.</summary>
    public IntervalLatency? Response { get; init; }

    /// <summary>From sent to done, successes only; absent if there was none.</summary>
    public IntervalLatency? Service { get; init; }

    /// <summary>From due to sent, every start; absent if there was none.</summary>
    public IntervalLatency? Lateness { get; init; }
}
