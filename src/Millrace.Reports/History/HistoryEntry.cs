using System.Reflection;
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

    /// <summary>The same with its repeated texts taken from a pool, so that a million entries hold each of them once.</summary>
    public HistoryEntry Pooled(Func<string, string> pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return this with
        {
            Fingerprint = pool(Fingerprint),
            System = pool(System),
            Profile = pool(Profile),
            Load = pool(Load),
            Machine = pool(Machine),
            Row = Row with { Version = pool(Row.Version), Commit = Row.Commit is { } commit ? pool(commit) : null, Notes = pool(Row.Notes), Unjudged = Row.Unjudged is { } why ? pool(why) : null },
        };
    }

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
/// <param name="Reader">What read it: the form of the index and the build of this library, whose rules made the row.</param>
/// <param name="Length">The length of the run file, in bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
/// <param name="Entry">What was read.</param>
public sealed record HistoryIndexLine(string Reader, long Length, long Modified, HistoryEntry Entry)
{
    /// <summary>The most characters of a line; what is longer is none of ours.</summary>
    public const int Longest = 1 << 16;

    /// <summary>What lines that are written now are marked with. What another build read is read again: its rules for what counts may have been others.</summary>
    public static string Current { get; } =
        "millrace-history-index/1 " + typeof(HistoryIndexLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>A line of what was read just now.</summary>
    public static HistoryIndexLine Of(long length, long modified, HistoryEntry entry) => new(Current, length, modified, entry);

    /// <summary>As a line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, HistoryIndexJson.Default.HistoryIndexLine);

    /// <summary>Reads a line; null where it is damaged or of another version: then the run itself is read again.</summary>
    public static HistoryIndexLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryIndexJson.Default.HistoryIndexLine) is { } read && read.Reader == Current ? read : null;
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
