using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>The families of load models.</summary>
[JsonConverter(typeof(KebabEnumConverter<LoadModelKind>))]
public enum LoadModelKind
{
    /// <summary>Each client starts again when its answer is in.</summary>
    Closed,

    /// <summary>Each client starts on its own fixed schedule.</summary>
    Paced,

    /// <summary>Starts come at a rate, whatever the answers do.</summary>
    ArrivalRate,

    /// <summary>As fast as a bounded window allows.</summary>
    Flood,
}
