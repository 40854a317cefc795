using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>The generated JSON code of every file that a run leaves.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(RoundedDoubleConverter), typeof(UtcConverter)])]
[JsonSerializable(typeof(RunFile))]
[JsonSerializable(typeof(SuiteFile))]
[JsonSerializable(typeof(BaselineFile))]
internal sealed partial class RunJsonContext : JsonSerializerContext;
