using System.Text.Json.Serialization;

namespace Millrace.Hosting.Admin;

/// <summary>The answer to <c>GET /</c>.</summary>
/// <param name="System">The system's name.</param>
/// <param name="State">starting, ready, draining or ended.</param>
/// <param name="Detail">The server's own line on its health.</param>
/// <param name="Endpoints">Path to what it answers.</param>
internal sealed record AdminIndex(string System, string State, string Detail, IReadOnlyDictionary<string, string> Endpoints);

/// <summary>JSON of the admin endpoint.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(AdminIndex))]
internal sealed partial class AdminJson : JsonSerializerContext;
