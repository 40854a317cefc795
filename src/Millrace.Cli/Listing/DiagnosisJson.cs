using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Engine.Machine;

namespace Millrace.Cli.Listing;

/// <summary>Diagnoses as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(IReadOnlyList<Diagnosis>))]
internal sealed partial class DiagnosisJson : JsonSerializerContext
{
    public static string Render(IReadOnlyList<Diagnosis> found) => JsonSerializer.Serialize(found, Default.IReadOnlyListDiagnosis) + "\n";
}
