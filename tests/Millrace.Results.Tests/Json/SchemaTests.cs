using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Xunit;

namespace Millrace.Results.Tests;

/// <summary>The published schemas are derived from the records, their descriptions from the records' own documentation.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> Documentation = LoadDocumentation();

    [Fact]
    public void The_published_schema_of_a_run_is_that_of_the_code() =>
        RepositoryFile.AssertEqual("docs/schema/run.schema.json", Schema(RunJsonTypes.Run, RunSchema.Run, "A Millrace run (run.json)"));

    [Fact]
    public void The_published_schema_of_a_suite_is_that_of_the_code() =>
        RepositoryFile.AssertEqual("docs/schema/suite.schema.json", Schema(RunJsonTypes.Suite, RunSchema.Suite, "A Millrace suite (suite.json)"));

    [Fact]
    public void The_published_schema_of_a_baseline_is_that_of_the_code() =>
        RepositoryFile.AssertEqual("docs/schema/baseline.schema.json", Schema(RunJsonTypes.Baseline, RunSchema.Baseline, "A Millrace baseline (millrace compare --save-baseline)"));

    [Fact]
    public void The_published_schema_of_an_interval_is_that_of_the_code() =>
        RepositoryFile.AssertEqual("docs/schema/interval.schema.json", Schema(RunJsonTypes.Interval, null, "One line of intervals.jsonl"));

    [Fact]
    public void Every_key_of_the_schemas_says_what_it_means()
    {
        List<string> bare = [];
        Visit(JsonNode.Parse(Schema(RunJsonTypes.Run, RunSchema.Run, "run"))!, "$");
        Assert.Empty(bare);

        void Visit(JsonNode? node, string at)
        {
            if (node is JsonObject map)
            {
                foreach ((string key, JsonNode? property) in map["properties"] as JsonObject ?? [])
                {
                    if (property?["description"] is null && property?["$ref"] is null)
                    {
                        bare.Add($"{at}.{key}");
                    }

                    Visit(property, $"{at}.{key}");
                }

                Visit(map["items"], at + ".items");
                Visit(map["additionalProperties"], at + ".*");
            }
        }
    }

    private static string Schema(JsonTypeInfo type, string? schema, string title)
    {
        JsonObject exported = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        JsonObject document = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach ((string key, JsonNode? value) in exported.ToArray())
        {
            exported.Remove(key);
            document[key] = value;
        }

        if (schema is not null)
        {
            document["properties"]!["schema"]!["const"] = schema;
        }

        return document.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.TypeInfo.Type is { } type && Converted(type) is { } converted)
        {
            node = converted;
        }

        if (node is not JsonObject map)
        {
            return node;
        }

        string? text = context.PropertyInfo?.AttributeProvider is System.Reflection.MemberInfo member
            ? Documentation.GetValueOrDefault($"P:{member.DeclaringType!.FullName}.{member.Name}")
            : Documentation.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName}");
        if (text is not null)
        {
            map.Remove("description");
            map.Insert(0, "description", text);
        }

        DescribeParameters(context.TypeInfo, map["properties"] as JsonObject ?? []);
        return map;
    }

    // The exporter does not hand over a constructor's parameters that have a default and a converter, and knows no <param>.
    private static void DescribeParameters(JsonTypeInfo type, JsonObject properties)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (properties[property.Name] is not JsonObject schema || schema.ContainsKey("description"))
            {
                continue;
            }

            if (!schema.ContainsKey("type") && !schema.ContainsKey("enum") && Converted(property.PropertyType) is { } converted)
            {
                properties[property.Name] = schema = converted;
            }

            schema.Remove("default");
            string name = property.Name;
            if (Documentation.GetValueOrDefault($"M:{type.Type.FullName}({char.ToUpperInvariant(name[0])}{name[1..]})") is { } text)
            {
                schema.Insert(0, "description", text);
            }
        }
    }

    // What custom converters write, which the exporter cannot see.
    private static JsonObject? Converted(Type type) =>
        type == typeof(double) || type == typeof(double?) ? new JsonObject { ["type"] = new JsonArray("number", "null") }
        : type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
        : type == typeof(TableCell) ? new JsonObject { ["type"] = new JsonArray("string", "number", "null") }
        : null;

    private static Dictionary<string, string> LoadDocumentation()
    {
        XDocument xml = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Millrace.Results.xml"));
        Dictionary<string, string> texts = [];
        foreach (XElement member in xml.Descendants("member").Where(member => member.Element("summary") is not null))
        {
            string name = (string)member.Attribute("name")!;
            texts[name] = OneLine(member.Element("summary")!);
            foreach (XElement parameter in member.Elements("param").Where(_ => name.StartsWith("T:", StringComparison.Ordinal)))
            {
                texts[$"M:{name[2..]}({(string)parameter.Attribute("name")!})"] = OneLine(parameter);
            }
        }

        return texts;
    }

    private static string OneLine(XElement element) => string.Join(' ', Text(element).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => ((string)see.Attribute("cref")!).Split('.')[^1],
        XElement inner => Text(inner),
        _ => "",
    }));
}
