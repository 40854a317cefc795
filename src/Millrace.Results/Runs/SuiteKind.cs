using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>What the runs of a suite differ in.</summary>
[JsonConverter(typeof(KebabEnumConverter<SuiteKind>))]
public enum SuiteKind
{
    /// <summary>Their profiles.</summary>
    Profiles,

    /// <summary>Clients and the target's cores, under one profile: a sweep, which shows how the target scales.</summary>
    Sweep,
}
