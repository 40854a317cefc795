namespace Millrace.Results;

/// <summary>What a run was asked to do.</summary>
public sealed record RunParameters
{
    /// <summary>Virtual clients.</summary>
    public required int Clients { get; init; }

    /// <summary>The length of the measured part (warm-up and drain not included), in seconds.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Iterations of each client, after which the load ended; absent where only the duration bounded it.</summary>
    public int? Iterations { get; init; }

    /// <summary>The length of the warm-up, in seconds.</summary>
    public double? WarmupSeconds { get; init; }

    /// <summary>When iterations start.</summary>
    public required LoadModelDescription LoadModel { get; init; }

    /// <summary>The bytes of one message's payload, where all have the same.</summary>
    public int? PayloadBytes { get; init; }

    /// <summary>The address that was driven, or "embedded".</summary>
    public string Target { get; init; } = "embedded";

    /// <summary>Whether the lab started the target itself.</summary>
    public bool Embedded { get; init; } = true;

    /// <summary>Whether connections were encrypted.</summary>
    public bool Tls { get; init; }

    /// <summary>The most operations that one client has in flight.</summary>
    public int? Window { get; init; }

    /// <summary>The offered rate of all clients together, in operations per second, where the load model has one.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>An answer after this many milliseconds counts as late.</summary>
    public double? TimeoutMs { get; init; }

    /// <summary>What clients do whose connection ended: backoff, storm or off; absent in older files, where it was backoff.</summary>
    public string? Reconnect { get; init; }

    /// <summary>The most bytes that the managed heap of a target started by the lab could take; absent where only the machine bounded it.</summary>
    public long? TargetMemoryBytes { get; init; }

    /// <summary>Whether whoever began the run relies on its figures, so that a generator that was the limit is an error; absent where that is not known, as in older files.</summary>
    public bool? Strict { get; init; }

    /// <summary>What every random choice of the run was derived from.</summary>
    public long Seed { get; init; }

    /// <summary>The threads that generated the load.</summary>
    public int? GeneratorShards { get; init; }

    /// <summary>By name, the options that only this system or mode has.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = ByName.Sorted(value); } = ByName.None<string>();

    /// <summary>The command that would start this run again.</summary>
    public string? CommandLine { get; init; }
}
