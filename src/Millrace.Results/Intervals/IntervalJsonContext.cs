using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>The generated JSON code of the interval log: one object a line, so not indented.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(RoundedDoubleConverter)])]
[JsonSerializable(typeof(IntervalRecord))]
internal sealed partial class IntervalJsonContext : JsonSerializerContext;
