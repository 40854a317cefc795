using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>One line of <c>intervals.jsonl</c>: what happened in one interval (a second, as a rule), as differences to the one before.</summary>
public sealed record IntervalRecord
{
    /// <summary>When the interval began, in seconds from the start of the run.</summary>
    public required double AtSeconds { get; init; }

    /// <summary>How long it was, in seconds.</summary>
    public required double SpanSeconds { get; init; }

    /// <summary>The phase that it lies in.</summary>
    public required string Phase { get; init; }

    /// <summary>Whether the phase counts towards the run's own figures.</summary>
    public bool Measured { get; init; } = true;

    /// <summary>By name, what ended in this interval; without <see cref="Carried"/> where that is known.</summary>
    public IReadOnlyDictionary<string, IntervalOperation> Operations { get; init => field = ByName.Sorted(value); } = ByName.None<IntervalOperation>();

    /// <summary>
    /// By name, what ended in this interval and was due in a phase of the other kind: in warm-up and drain, what counts towards the run's own figures; in a measured phase, what does not.
    /// Absent where there was none, and in files of older versions, which have it among the operations.
    /// </summary>
    public IReadOnlyDictionary<string, IntervalOperation>? Carried { get; init => field = value is null ? null : ByName.Sorted(value); }

    /// <summary>What was accounted in this interval.</summary>
    public Accounting Accounting { get; init; } = new();

    /// <summary>Operations begun and not yet ended, at the end of the interval.</summary>
    public long? InFlight { get; init; }

    /// <summary>Clients with a working connection, at the end of the interval.</summary>
    public long? ConnectedClients { get; init; }

    /// <summary>The target's processor use; 100 is one core.</summary>
    public double? TargetCpuPercent { get; init; }

    /// <summary>The target's resident memory.</summary>
    public long? TargetRssBytes { get; init; }

    /// <summary>The target's managed heap, where it is a .NET process.</summary>
    public long? TargetHeapBytes { get; init; }

    /// <summary>The generator's processor use; 100 is one core.</summary>
    public double? GeneratorCpuPercent { get; init; }

    /// <summary>The generator's resident memory.</summary>
    public long? GeneratorRssBytes { get; init; }

    /// <summary>By name, what ended in this interval and counts towards the run's own figures: over all intervals they add up to those.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IntervalOperation> Counted => Measured ? Operations : Carried ?? ByName.None<IntervalOperation>();
}
