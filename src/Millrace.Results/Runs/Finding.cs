using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>One thing that a run shows, in a sentence.</summary>
public sealed record Finding
{
    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>The sentence.</summary>
    public required string Text { get; init; }

    /// <summary>By name with unit, the numbers that the sentence was computed from.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init => field = ByName.Sorted(value); } = ByName.None<double>();
}

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(KebabEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Look at it before trusting the figures or the target.</summary>
    Warning,

    /// <summary>Something is wrong.</summary>
    Problem,
}
