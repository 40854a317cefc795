using System.Text.Json.Serialization;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>What the second side of a comparison is beside the first.</summary>
[JsonConverter(typeof(KebabEnumConverter<ChangeVerdict>))]
public enum ChangeVerdict
{
    /// <summary>Shown to be better by more than the threshold.</summary>
    Faster,

    /// <summary>Shown to differ by less than the threshold, in either direction.</summary>
    Same,

    /// <summary>Shown to be worse by more than the threshold.</summary>
    Slower,

    /// <summary>None of these could be shown.</summary>
    Unknown,
}
