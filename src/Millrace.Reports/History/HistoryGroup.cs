using System.Text.Json.Serialization;
using Millrace.Reports.Text;
using Millrace.Results;

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

    /// <summary>The runs, oldest first.</summary>
    public required IReadOnlyList<HistoryRow> Runs { get; init; }

    /// <summary>What the newest shows beside the others.</summary>
    public required IReadOnlyList<Trend> Trends { get; init; }

    /// <summary>System, profile and clients.</summary>
    [JsonIgnore]
    public string Title => $"{System} {Profile}, {Figures.Count(Runs[^1].Clients)} client{(Runs[^1].Clients == 1 ? "" : "s")}";

    internal static HistoryGroup Of(IReadOnlyList<(string Folder, RunFile Run)> runs)
    {
        HistoryRow[] rows = [.. runs.OrderBy(each => each.Run.Environment.StartedAt).ThenBy(each => each.Folder, StringComparer.Ordinal).Select(each => HistoryRow.Of(each.Folder, each.Run))];
        RunFile any = runs[0].Run;
        RunEnvironment machine = any.Environment;
        string[] parts = [machine.CpuModel ?? "unknown CPU", machine.Cores is { } cores ? $"{cores} cores" : "", machine.MemoryBytes is { } bytes ? Figures.Bytes(bytes) : "", machine.Runtime ?? ""];
        return new HistoryGroup
        {
            Fingerprint = any.Fingerprint,
            System = any.System,
            Profile = any.Profile,
            Load = $"{any.Mode}, {Figures.Seconds(any.Parameters.DurationSeconds)}, {any.Parameters.LoadModel.Text}, target {(any.Parameters.Embedded ? "embedded" : any.Parameters.Target)}",
            Machine = string.Join(", ", parts.Where(part => part.Length > 0)),
            Runs = rows,
            Trends = Trend.Of(rows),
        };
    }
}
