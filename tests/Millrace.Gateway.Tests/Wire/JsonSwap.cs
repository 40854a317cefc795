using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Gateway.Tests.Wire;

/// <summary>Makes wrong lines from right ones: one field of another type, or gone.</summary>
internal static class JsonSwap
{
    /// <summary>One value of each JSON type, by the type's name.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>
    {
        ["null"] = "null",
        ["bool"] = "false",
        ["number"] = "7",
        ["string"] = "\"x\"",
        ["array"] = "[\"x\"]",
        ["object"] = "{\"x\":1}",
    };

    /// <summary>The line with the field at <paramref name="path"/> (<c>params.message</c>) replaced.</summary>
    public static byte[] With(string line, string path, string value)
    {
        JsonNode root = JsonNode.Parse(line)!;
        string[] names = path.Split('.');
        Parent(root, names)[names[^1]] = JsonNode.Parse(value);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    /// <summary>The line without that field.</summary>
    public static byte[] Without(string line, string path)
    {
        JsonNode root = JsonNode.Parse(line)!;
        string[] names = path.Split('.');
        Parent(root, names).Remove(names[^1]);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static JsonObject Parent(JsonNode root, string[] names)
    {
        JsonNode at = root;
        foreach (string name in names[..^1])
        {
            at = at[name]!;
        }

        return at.AsObject();
    }
}
