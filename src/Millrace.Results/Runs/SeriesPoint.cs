namespace Millrace.Results;

/// <summary>One second of a run, or several where neighbours were merged.</summary>
public sealed record SeriesPoint
{
    /// <summary>When it begins, in seconds from the start of the run.</summary>
    public required double AtSeconds { get; init; }

    /// <summary>How many seconds it covers.</summary>
    public double SpanSeconds { get; init; } = 1;

    /// <summary>The phase that it lies in.</summary>
    public required string Phase { get; init; }

    /// <summary>Operations started per second.</summary>
    public double SentPerSecond { get; init; }

    /// <summary>Operations that ended with success per second.</summary>
    public double OkPerSecond { get; init; }

    /// <summary>Operations that ended with an error per second.</summary>
    public double ErrorsPerSecond { get; init; }

    /// <summary>Starts given up per second.</summary>
    public double DroppedPerSecond { get; init; }

    /// <summary>The median response time; over merged seconds, the largest of theirs.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 90th percentile of response times; over merged seconds, the largest of theirs.</summary>
    public double? P90Ms { get; init; }

    /// <summary>The 99th percentile of response times; over merged seconds, the largest of theirs.</summary>
    public double? P99Ms { get; init; }

    /// <summary>The longest response time, exact.</summary>
    public double? MaxMs { get; init; }

    /// <summary>Operations begun and not yet ended, at the end of the second; over merged seconds, the most.</summary>
    public long? InFlight { get; init; }

    /// <summary>Clients with a working connection, at the end of the second; over merged seconds, the fewest.</summary>
    public long? ConnectedClients { get; init; }

    /// <summary>The target's processor use; 100 is one core.</summary>
    public double? TargetCpuPercent { get; init; }

    /// <summary>The target's resident memory; over merged seconds, the most.</summary>
    public long? TargetRssBytes { get; init; }

    /// <summary>The target's managed heap, where it is a .NET process.</summary>
    public long? TargetHeapBytes { get; init; }

    /// <summary>The generator's processor use; 100 is one core.</summary>
    public double? GeneratorCpuPercent { get; init; }

    /// <summary>The generator's resident memory; over merged seconds, the most.</summary>
    public long? GeneratorRssBytes { get; init; }
}
