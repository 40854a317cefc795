using System.Buffers;
using System.Text.Json;

namespace Millrace.Faults;

/// <summary>
/// The JSON of Toxiproxy's API, read as its server reads it (names in any case, what it does not know is passed over, null is as not given) and written as it writes it.
/// </summary>
internal static class ProxyJson
{
    private const string Bad = "bad request body";
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 16 };

    /// <summary>Parses a body. Throws <see cref="ProxyApiException"/>.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body, JsonValueKind expected)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty) { throw Refused("it is empty"); }
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, s_options);
            JsonElement root = document.RootElement;
            return root.ValueKind == expected ? root.Clone()
                : throw Refused($"{(expected == JsonValueKind.Array ? "an array of proxies" : "an object")} is expected, and this is {Word(root.ValueKind)}");
        }
        catch (JsonException e)
        {
            throw Refused($"it is no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
        }
    }

    /// <summary>A proxy; what is not given is as in <paramref name="otherwise"/>.</summary>
    public static ProxyDefinition ReadProxy(JsonElement json, ProxyDefinition otherwise, bool withFaults)
    {
        if (json.ValueKind != JsonValueKind.Object) { throw Refused($"a proxy is an object, and this is {Word(json.ValueKind)}"); }
        ProxyDefinition read = otherwise with
        {
            Name = Text(json, "name") ?? otherwise.Name,
            Listen = Text(json, "listen") ?? otherwise.Listen,
            Upstream = Text(json, "upstream") ?? otherwise.Upstream,
            Enabled = Flag(json, "enabled") ?? otherwise.Enabled,
            Seed = Whole(json, "seed") ?? otherwise.Seed,
        };
        return withFaults && Find(json, "toxics") is { } toxics ? read with { Faults = ReadFaults(toxics) } : read;
    }

    /// <summary>A fault; name, stream and toxicity have Toxiproxy's defaults.</summary>
    public static PathFault ReadFault(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) { throw Refused($"a toxic is an object, and this is {Word(json.ValueKind)}"); }
        string type = Text(json, "type") ?? "";
        string stream = (Text(json, "stream") is { Length: > 0 } given ? given : PathFaultKind.Downstream).ToLowerInvariant();
        string name = Text(json, "name") is { Length: > 0 } named ? named : $"{type}_{stream}";
        return new PathFault(name, type, stream, Number(json, "toxicity") ?? 1, ReadAttributes(json, new Dictionary<string, double>()));
    }

    /// <summary>A fault with new settings: those that are given, the others as they were.</summary>
    public static PathFault ReadChange(JsonElement json, PathFault before) =>
        before with { Toxicity = Number(json, "toxicity") ?? before.Toxicity, Attributes = ReadAttributes(json, before.Attributes) };

    /// <summary>Writes a body.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer)) { content(writer); }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a proxy with its faults.</summary>
    public static void WriteProxy(Utf8JsonWriter writer, ProxyDefinition proxy)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, proxy.Name);
        writer.WriteString("listen"u8, proxy.Listen);
        writer.WriteString("upstream"u8, proxy.Upstream);
        writer.WriteBoolean("enabled"u8, proxy.Enabled);
        writer.WritePropertyName("toxics"u8);
        WriteFaults(writer, proxy.Faults);
        if (proxy.Seed is { } seed) { writer.WriteNumber("seed"u8, seed); }
        writer.WriteEndObject();
    }

    /// <summary>Writes faults, those towards the upstream first.</summary>
    public static void WriteFaults(Utf8JsonWriter writer, IReadOnlyList<PathFault> faults)
    {
        writer.WriteStartArray();
        foreach (PathFault fault in faults.OrderBy(f => f.Stream == PathFaultKind.Downstream)) { WriteFault(writer, fault); }
        writer.WriteEndArray();
    }

    /// <summary>Writes a fault.</summary>
    public static void WriteFault(Utf8JsonWriter writer, PathFault fault)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("attributes"u8);
        foreach ((string name, double value) in fault.Attributes)
        {
            if (value == Math.Floor(value)) { writer.WriteNumber(name, (long)value); }
            else { writer.WriteNumber(name, value); }
        }

        writer.WriteEndObject();
        writer.WriteString("name"u8, fault.Name);
        writer.WriteString("type"u8, fault.Type);
        writer.WriteString("stream"u8, fault.Stream);
        writer.WriteNumber("toxicity"u8, (float)fault.Toxicity);
        writer.WriteEndObject();
    }

    private static PathFault[] ReadFaults(JsonElement toxics) => toxics.ValueKind == JsonValueKind.Array
        ? [.. toxics.EnumerateArray().Select(ReadFault)]
        : throw Refused($"toxics is an array, and this is {Word(toxics.ValueKind)}");

    private static Dictionary<string, double> ReadAttributes(JsonElement json, IReadOnlyDictionary<string, double> otherwise)
    {
        Dictionary<string, double> attributes = new(otherwise);
        if (Find(json, "attributes") is not { } given) { return attributes; }
        if (given.ValueKind != JsonValueKind.Object) { throw Refused($"attributes is an object, and this is {Word(given.ValueKind)}"); }
        foreach (JsonProperty property in given.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) { continue; }
            string name = property.Name.ToLowerInvariant();
            attributes[name] = ToNumber(property.Value, $"attribute {Short(name)}");
        }

        return attributes;
    }

    private static string? Text(JsonElement json, string name) => Find(json, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Refused($"{name} is a string, and this is {Word(value.ValueKind)}");

    private static bool? Flag(JsonElement json, string name) => Find(json, name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Refused($"{name} is true or false, and this is {Word(value.ValueKind)}");

    private static double? Number(JsonElement json, string name) => Find(json, name) is { } value ? ToNumber(value, name) : null;

    // Not by way of a double, which has 53 bits of it.
    private static long? Whole(JsonElement json, string name) => Find(json, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) ? whole
        : throw Refused($"{name} is a whole number of 64 bits, and this is {(value.ValueKind == JsonValueKind.Number ? "another" : Word(value.ValueKind))}");

    private static double ToNumber(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Refused($"{name} is a number, and this is {Word(value.ValueKind)}");

    private static JsonElement? Find(JsonElement json, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null) { found = property.Value; }
        }

        return found;
    }

    private static string Short(string name) => name.Length > 40 ? name[..40] + "…" : name;

    private static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number out of range or of the wrong place",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static ProxyApiException Refused(string why) => new(400, $"{Bad}: {why}");
}
