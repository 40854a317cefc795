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

    /// <summary>Nothing: one scenario again and again, for a comparison.</summary>
    Repeats,

    /// <summary>The system that was driven.</summary>
    Systems,

    /// <summary>The load: a search for the largest that meets an objective.</summary>
    Capacity,
}
