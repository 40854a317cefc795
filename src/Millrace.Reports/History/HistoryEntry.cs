using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>What a history keeps of a run: its row, and what tells which others it may be held against. Some hundred bytes, so that ten thousand runs are no burden.</summary>
public sealed record HistoryEntry
{
    /// <summary>The run's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The system.</summary>
    public required string System { get; init; }

    /// <summary>The profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Mode, clients, duration and load, as a person reads them.</summary>
    public required string Load { get; init; }

    /// <summary>The machine, as a person reads it.</summary>
    public required string Machine { get; init; }

    /// <summary>Whether the target was sampled, so that its figures are not for comparison.</summary>
    public bool Sampled { get; init; }

    /// <summary>Its row.</summary>
    public required HistoryRow Row { get; init; }

    /// <summary>The entry of a run.</summary>
    public static HistoryEntry Of(string folder, RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunEnvironment machine = run.Environment;
        string[] parts = [machine.CpuModel ?? "unknown CPU", machine.Cores is { } cores ? $"{cores} cores" : "", machine.MemoryBytes is { } bytes ? Figures.Bytes(bytes) : "", machine.Runtime ?? ""];
        return new HistoryEntry
        {
            Fingerprint = run.Fingerprint,
            System = run.System,
            Profile = run.Profile,
            Load = $"{run.Mode}, {Figures.Seconds(run.Parameters.DurationSeconds)}, {run.Parameters.LoadModel.Text}, target {(run.Parameters.Embedded ? "embedded" : run.Parameters.Target)}",
            Machine = string.Join(", ", parts.Where(part => part.Length > 0)),
            Sampled = run.Parameters.Options.ContainsKey("profile-target"),
            Row = HistoryRow.Of(folder, run),
        };
    }
}

/// <summary>One line of the index that spares a history from reading every run again: what it read, of which state of the file.</summary>
/// <param name="Length">The length of the run file, in bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
/// <param name="Entry">What was read.</param>
public sealed record HistoryIndexLine(long Length, long Modified, HistoryEntry Entry)
{
    /// <summary>As a line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, HistoryIndexJson.Default.HistoryIndexLine);

    /// <summary>Reads a line; null where it is damaged or of another version: then the run itself is read again.</summary>
    public static HistoryIndexLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryIndexJson.Default.HistoryIndexLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The generated JSON code of the index.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HistoryIndexLine))]
internal sealed partial class HistoryIndexJson : JsonSerializerContext;
