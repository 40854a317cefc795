using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>How the load generator fared, and whether its numbers can be believed.</summary>
public sealed record GeneratorResult
{
    /// <summary>Whether the numbers are the target's or the generator's own limit.</summary>
    public GeneratorVerdict Verdict { get; init; } = GeneratorVerdict.Inconclusive;

    /// <summary>Why, one sentence for each rule that spoke.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The side that had no more to give.</summary>
    public SaturatedSide SaturatedSide { get; init; } = SaturatedSide.Unknown;

    /// <summary>True where something else on the machine took the generator's processor, so that its times are not only its own; absent otherwise, and in files of older versions.</summary>
    public bool? Disturbed { get; init; }

    /// <summary>What the generator's process used.</summary>
    public ProcessUsage? Usage { get; init; }
}

/// <summary>Whether a run's numbers can be believed.</summary>
[JsonConverter(typeof(KebabEnumConverter<GeneratorVerdict>))]
public enum GeneratorVerdict
{
    /// <summary>The generator kept its schedule: the numbers are the target's.</summary>
    Valid,

    /// <summary>The generator was the limit: throughput is a lower bound.</summary>
    GeneratorLimited,

    /// <summary>It cannot be told.</summary>
    Inconclusive,
}

/// <summary>The side of a run that had no more to give.</summary>
[JsonConverter(typeof(KebabEnumConverter<SaturatedSide>))]
public enum SaturatedSide
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>Neither: the load was below both limits.</summary>
    Neither,

    /// <summary>The target.</summary>
    Target,

    /// <summary>The generator.</summary>
    Generator,
}
