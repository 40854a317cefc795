using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>What a comparison knows of one side: the conditions that its runs share, and samples of every figure.</summary>
public sealed record SampleSet
{
    /// <summary>The system that was driven.</summary>
    public required string System { get; init; }

    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>The fingerprint of its first run.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>By name, what was asked for: system, profile, parameters, planned faults.</summary>
    public required IReadOnlyDictionary<string, string> Load { get; init => field = ByName.Sorted(value); } = ByName.None<string>();

    /// <summary>By name, the class of machine.</summary>
    public required IReadOnlyDictionary<string, string> Machine { get; init => field = ByName.Sorted(value); } = ByName.None<string>();

    /// <summary>The runs that the samples were taken from, oldest first.</summary>
    public required IReadOnlyList<SampledRun> Runs { get; init; }

    /// <summary>What one sample is.</summary>
    public required SampleKind Kind { get; init; }

    /// <summary>The length of a block, in seconds; absent where samples are runs.</summary>
    public double? BlockSeconds { get; init; }

    /// <summary>For how long the seconds of the run depend on each other, in seconds; absent where samples are runs.</summary>
    public double? CorrelationSeconds { get; init; }

    /// <summary>Why a single run could not be cut into blocks, as a sentence; absent where it could, and where samples are runs.</summary>
    public string? Remark { get; init; }

    /// <summary>By the figure's name, its samples, those that could not be measured left out.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Samples { get; init => field = ByName.Sorted(value); } = ByName.None<IReadOnlyList<double>>();

    /// <summary>By the figure's name, the samples of figures that are parts of a whole.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ShareSample>> Shares { get; init => field = ByName.Sorted(value); } = ByName.None<IReadOnlyList<ShareSample>>();

    /// <summary>The run's own seconds, from which it can be cut into blocks of another length; null for runs that repeat each other, and for what was read from a baseline.</summary>
    [JsonIgnore]
    public RunBlocks? Blocks { get; init; }
}
