using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>What one sample of a comparison is.</summary>
[JsonConverter(typeof(KebabEnumConverter<SampleKind>))]
public enum SampleKind
{
    /// <summary>A whole run, of several that repeat each other: the samples show how runs vary.</summary>
    Runs,

    /// <summary>A stretch of a single run: the samples show how that run varied, and nothing of how runs vary.</summary>
    Blocks,
}
