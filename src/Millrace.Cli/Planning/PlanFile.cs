using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Cli.Planning;

/// <summary>What `--dry-run --json` prints.</summary>
internal sealed record PlanFile
{
    public string Schema { get; init; } = "millrace-plan/1";

    /// <summary>What the runs of a suite differ in; null for a run that stands alone.</summary>
    public string? Suite { get; init; }

    /// <summary>Where the files would go.</summary>
    public required string Output { get; init; }

    public required IReadOnlyList<PlanFacts> Runs { get; init; }

    public string Render() => JsonSerializer.Serialize(this, PlanJson.Relaxed.PlanFile) + "\n";
}

/// <summary>The shape of a plan in JSON.</summary>
[JsonSerializable(typeof(PlanFile))]
internal sealed partial class PlanJson : JsonSerializerContext
{
    // A < in a threshold is to stay one.
    public static PlanJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
