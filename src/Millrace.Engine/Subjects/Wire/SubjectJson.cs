using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Engine.Subjects.Wire;

/// <summary>The subject protocol's lines: one JSON object each, without line ends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SubjectOrder))]
[JsonSerializable(typeof(SubjectReply))]
internal sealed partial class SubjectJson : JsonSerializerContext;
