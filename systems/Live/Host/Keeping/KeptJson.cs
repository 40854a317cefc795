using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Live.Host.Keeping;

/// <summary>JSON of what components keep: by name.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class KeptJson : JsonSerializerContext;
