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

    /// <summary>The most runs of a group that are shown, unless another number is asked for.</summary>
    public const int Shown = 100;

    /// <summary>The history of these runs.</summary>
    public static HistoryFile Of(IEnumerable<(string Folder, RunFile Run)> runs, IEnumerable<string> leftOut) => Of(runs.Select(each => HistoryEntry.Of(each.Folder, each.Run)), leftOut, Shown);

    /// <summary>The history of these runs. Those in which the target was sampled are left out: their figures are not for comparison.</summary>
    /// <param name="entries">The runs, in any order.</param>
    /// <param name="leftOut">What could not be read, each with its reason.</param>
    /// <param name="last">The most runs of a group that are shown, the newest; all of them count.</param>
    public static HistoryFile Of(IEnumerable<HistoryEntry> entries, IEnumerable<string> leftOut, int last)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ILookup<bool, HistoryEntry> all = entries.ToLookup(entry => entry.Sampled);
        return new HistoryFile
        {
            Groups =
            [
                .. all[false].GroupBy(entry => entry.Fingerprint).Select(group => HistoryGroup.Of([.. group], last))
                    .OrderBy(group => group.System, StringComparer.Ordinal).ThenBy(group => group.Profile, StringComparer.Ordinal)
                    .ThenBy(group => group.Runs[^1].Clients).ThenBy(group => group.Runs[^1].StartedAt),
            ],
            LeftOut = [.. leftOut, .. all[true].Select(entry => $"{entry.Row.Folder}: the target was sampled in it")],
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
