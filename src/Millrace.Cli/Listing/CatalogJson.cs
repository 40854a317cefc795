using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Cli.Listing;

/// <summary>The catalog as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(Catalog))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    public static string Render(Catalog catalog) => JsonSerializer.Serialize(catalog, Default.Catalog) + "\n";
}
