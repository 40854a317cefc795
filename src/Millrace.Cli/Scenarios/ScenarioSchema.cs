using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Engine;
using Millrace.Faults;

namespace Millrace.Cli.Scenarios;

/// <summary>The JSON schema of a scenario file, from the table of keys that the reader uses: editors complete and check by it.</summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as a file, with LF line ends.</summary>
    public static string Render(ScenarioKeys keys, IReadOnlyList<ISystemUnderLoad> systems)
    {
        JsonObject properties = Properties(keys.All, keys);
        ((JsonObject)properties[ScenarioKeys.System]!)["enum"] = Names(systems.Select(system => system.Info.Name));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A Millrace scenario file",
            ["description"] = "What `millrace run FILE.yaml` runs. A value of the command line wins over one of the file.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("system"),
            ["properties"] = properties,
            ["allOf"] = new JsonArray((JsonNode?[])[.. systems.Select(OfSystem)]),
        };
        return schema.ToJsonString(Indented) + "\n";
    }

    // What only one system has: its profiles, modes and settings, for the file and for each of its runs.
    private static JsonObject OfSystem(ISystemUnderLoad system)
    {
        JsonObject Own() => new()
        {
            ["profile"] = new JsonObject { ["enum"] = Names(system.Profiles.Select(profile => profile.Name)) },
            ["mode"] = new JsonObject { ["enum"] = Names(system.Info.Modes.Select(mode => mode.Name)) },
            ["mix"] = system.Info.Mix is { } mix ? new JsonObject { ["propertyNames"] = new JsonObject { ["enum"] = Names(mix.Names) } } : (JsonNode)false,
            ["settings"] = new JsonObject
            {
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject(system.Info.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)new JsonObject { ["description"] = parameter.Description, ["default"] = parameter.Default }))),
            },
        };
        JsonObject then = Own();
        then[ScenarioKeys.Runs] = new JsonObject { ["items"] = new JsonObject { ["properties"] = Own() } };
        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [ScenarioKeys.System] = new JsonObject { ["const"] = system.Info.Name } }, ["required"] = new JsonArray("system") },
            ["then"] = new JsonObject { ["properties"] = then },
        };
    }

    private static JsonObject Properties(IReadOnlyList<ScenarioKey> level, ScenarioKeys keys) =>
        new(level.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Of(key, keys))));

    private static JsonObject Of(ScenarioKey key, ScenarioKeys keys)
    {
        var schema = new JsonObject { ["description"] = key.Description };
        switch (key.Shape)
        {
            case ScenarioShape.Text:
                schema["type"] = Scalar();
                break;
            case ScenarioShape.Flag:
                schema["type"] = "boolean";
                break;
            case ScenarioShape.Texts:
                schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = Scalar() }, ListOf(new JsonObject { ["type"] = Scalar() }, 1));
                break;
            case ScenarioShape.Names:
                schema["type"] = "object";
                schema["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
                break;
            case ScenarioShape.Mix:
                schema["type"] = "object";
                schema["additionalProperties"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 };
                break;
            case ScenarioShape.Stages:
                schema["type"] = "array";
                schema["minItems"] = 1;
                schema["items"] = Group(key.Keys, keys, "for");
                break;
            case ScenarioShape.Faults:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["anyOf"] = new JsonArray((JsonNode?[])[new JsonObject { ["type"] = "string" }, .. FaultCatalog.All.Faults.Select(fault => Fault(fault.Info, key, keys))]) };
                break;
            case ScenarioShape.Thresholds:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Group(key.Keys, keys, "check")) };
                break;
            case ScenarioShape.Runs:
                schema["type"] = "array";
                schema["minItems"] = 1;
                schema["items"] = Group(keys.OfRun, keys, ScenarioKeys.RunName);
                break;
            default:
                JsonObject group = Group(key.Keys, keys);
                if (key.Short is { } name)
                {
                    JsonObject alone = Of(key.Keys.First(each => each.Name == name), keys);
                    schema["anyOf"] = new JsonArray(alone, group);
                }
                else
                {
                    foreach ((string word, JsonNode? value) in group.ToArray())
                    {
                        group.Remove(word);
                        schema[word] = value;
                    }
                }

                break;
        }

        return schema;
    }

    private static JsonObject Group(IReadOnlyList<ScenarioKey> level, ScenarioKeys keys, string? required = null)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (required is not null)
        {
            schema["required"] = new JsonArray(required);
        }

        schema["properties"] = Properties(level, keys);
        return schema;
    }

    // A kind's parameters stand beside the keys that all faults have.
    private static JsonObject Fault(FaultInfo info, ScenarioKey key, ScenarioKeys keys)
    {
        JsonObject schema = Group(key.Keys, keys, "kind");
        var properties = (JsonObject)schema["properties"]!;
        properties["kind"] = new JsonObject { ["const"] = info.Name, ["description"] = info.Summary };
        foreach (FaultParameter parameter in info.Parameters)
        {
            properties[parameter.Name] = new JsonObject { ["description"] = parameter.Summary, ["type"] = new JsonArray("string", "number", "boolean") };
        }

        return schema;
    }

    private static JsonObject ListOf(JsonObject items, int least) => new() { ["type"] = "array", ["minItems"] = least, ["items"] = items };

    private static JsonArray Scalar() => new("string", "number");

    private static JsonArray Names(IEnumerable<string> names) => new((JsonNode?[])[.. names.Select(name => (JsonNode?)name)]);
}
