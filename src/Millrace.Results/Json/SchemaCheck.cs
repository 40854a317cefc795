using System.Globalization;
using System.Text.Json;

namespace Millrace.Results;

/// <summary>Tells what a file claims to be before it is read as that.</summary>
internal static class SchemaCheck
{
    /// <exception cref="JsonException">The text is not whole JSON.</exception>
    /// <exception cref="RunFileException">It is another kind of file, or a newer one.</exception>
    public static void Require(string json, string path, string expected)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        string kind = expected[..expected.IndexOf('/')];
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new RunFileException(path, $"it holds a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()} instead of an object");
        }

        if (!document.RootElement.TryGetProperty("schema", out JsonElement schema) || schema.ValueKind != JsonValueKind.String)
        {
            throw new RunFileException(path, $"it has no text \"schema\" at its top; expected \"{expected}\"");
        }

        string found = schema.GetString()!;
        if (found == expected)
        {
            ShapeCheck.RefuseNulls(document.RootElement, path);
            return;
        }

        string[] parts = found.Split('/');
        if (parts.Length != 2 || parts[0] != kind || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            throw new RunFileException(path, $"its schema is \"{found}\"; expected \"{expected}\"");
        }

        throw new RunFileException(path, $"it has version {version} of the schema {kind}, and this Millrace reads version {expected[(kind.Length + 1)..]}; read it with the Millrace that wrote it or a newer one");
    }
}
