using System.Text.Json.Serialization;
using Millrace.Reports.Text;

namespace Millrace.Reports;

/// <summary>Runs that may be compared: the same system, profile, parameters and class of machine, which is what equal fingerprints say.</summary>
public sealed record HistoryGroup
{
    /// <summary>What they share.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The system.</summary>
    public required string System { get; init; }

    /// <summary>The profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Mode, clients, duration and load, as a person reads them.</summary>
    public required string Load { get; init; }

    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The newest runs, oldest first.</summary>
    public required IReadOnlyList<HistoryRow> Runs { get; init; }

    /// <summary>What the newest shows beside the others.</summary>
    public required IReadOnlyList<Trend> Trends { get; init; }

    /// <summary>Older runs that are not shown; they count all the same.</summary>
    public int Earlier { get; init; }

    /// <summary>The runs from which on a figure stands on another level, oldest first within each figure.</summary>
    public required IReadOnlyList<Shift> Shifts { get; init; }

    /// <summary>The runs of each commit together; empty where no commit has several.</summary>
    public required IReadOnlyList<CommitLevel> Commits { get; init; }

    /// <summary>System, profile and clients.</summary>
    [JsonIgnore]
    public string Title => $"{System} {Profile}, {Figures.Count(Runs[^1].Clients)} client{(Runs[^1].Clients == 1 ? "" : "s")}";

    internal static HistoryGroup Of(IReadOnlyList<HistoryEntry> runs, int last)
    {
        HistoryRow[] rows = [.. runs.Select(each => each.Row).OrderBy(row => row.StartedAt).ThenBy(row => row.Folder, StringComparer.Ordinal)];
        HistoryEntry any = runs[0];
        return new HistoryGroup
        {
            Fingerprint = any.Fingerprint,
            System = any.System,
            Profile = any.Profile,
            Load = any.Load,
            Machine = any.Machine,
            Runs = rows.Length > last ? rows[^last..] : rows,
            Earlier = Math.Max(0, rows.Length - last),
            Trends = Trend.Of(rows),
            Shifts = Shift.Of(rows),
            Commits = CommitLevel.Of(rows.Length > last ? rows[^last..] : rows),
        };
    }
}
