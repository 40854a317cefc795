using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>Many runs over time, in groups of those that may be compared.</summary>
public sealed record HistoryFile
{
    /// <summary>The name and version of its JSON's shape.</summary>
    public string Schema { get; init; } = "millrace-history/1";

    /// <summary>The groups: by system, profile and clients, then by the time of their newest run.</summary>
    public required IReadOnlyList<HistoryGroup> Groups { get; init; }

    /// <summary>What was left out, each with its reason.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The history of these runs. Those in which the target was sampled are left out: their figures are not for comparison.</summary>
    public static HistoryFile Of(IEnumerable<(string Folder, RunFile Run)> runs, IEnumerable<string> leftOut)
    {
        ArgumentNullException.ThrowIfNull(runs);
        (string Folder, RunFile Run)[] all = [.. runs];
        (string Folder, RunFile Run)[] sampled = [.. all.Where(each => each.Run.Parameters.Options.ContainsKey("profile-target"))];
        return new HistoryFile
        {
            Groups =
            [
                .. all.Except(sampled).GroupBy(each => each.Run.Fingerprint).Select(group => HistoryGroup.Of([.. group]))
                    .OrderBy(group => group.System, StringComparer.Ordinal).ThenBy(group => group.Profile, StringComparer.Ordinal)
                    .ThenBy(group => group.Runs[^1].Clients).ThenBy(group => group.Runs[^1].StartedAt),
            ],
            LeftOut = [.. leftOut, .. sampled.Select(each => $"{each.Folder}: the target was sampled in it")],
        };
    }

    /// <summary>As JSON, with LF line ends.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HistoryJson.Default.HistoryFile) + "\n";
}

/// <summary>The generated JSON code of a history.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(HistoryFile))]
internal sealed partial class HistoryJson : JsonSerializerContext;
