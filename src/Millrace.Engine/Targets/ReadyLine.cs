using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Engine.Targets;

/// <summary>
/// What a target prints on standard output, as one line of JSON, when it accepts:
/// <c>{"ready":true,"system":"gateway","pid":123,"addresses":{"ws":"ws://127.0.0.1:40123/ws/"},"admin":null}</c>,
/// and with <c>"workers":[124,125]</c> where several processes serve.
/// </summary>
public sealed record ReadyLine
{
    /// <summary>The name of the system.</summary>
    public string? System { get; init; }

    /// <summary>The id of the process that serves.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The ids of the processes that serve for it, where it is several behind one port; empty where it serves by itself.</summary>
    public IReadOnlyList<int> Workers { get; init; } = [];

    /// <summary>Where it accepts, by name, in the order announced; never empty.</summary>
    public required IReadOnlyDictionary<string, Uri> Addresses { get; init; }

    /// <summary>Its address for health and metrics; may come on a later line.</summary>
    public Uri? Admin { get; init; }

    /// <summary>Reads the line. False, with what is wrong, where it is not a ready line.</summary>
    public static bool TryParse(string line, out ReadyLine? ready, out string? problem)
    {
        (ready, problem) = (null, null);
        ReadyJson? json;
        try { json = JsonSerializer.Deserialize(line, ReadyJsonContext.Default.ReadyJson); }
        catch (JsonException wrong) { problem = $"it is not JSON of the expected form ({wrong.Message})"; return false; }

        if (json is not { Ready: true }) { problem = "\"ready\" is not true"; return false; }
        if (json.Pid is not > 0) { problem = "\"pid\" is not a process id"; return false; }
        if (json.Workers?.Any(id => id <= 0) == true) { problem = "\"workers\" has something in it that is not a process id"; return false; }
        if (json.Addresses is not { Count: > 0 }) { problem = "\"addresses\" is empty: there is nothing to drive"; return false; }

        var addresses = new OrderedDictionary<string, Uri>();
        foreach (var (name, text) in json.Addresses)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Port is < 1 or > 65535)
            {
                problem = $"address \"{name}\" is '{text}', not an absolute address with a port, such as ws://127.0.0.1:40123/ws/";
                return false;
            }
            addresses[name] = address;
        }
        ready = new ReadyLine { System = json.System, ProcessId = json.Pid.Value, Addresses = addresses, Admin = AdminOf(json.Admin), Workers = [.. json.Workers ?? []] };
        return true;
    }

    /// <summary>The admin address of a later line <c>{"admin":"http://..."}</c>, or null where the line is something else.</summary>
    internal static Uri? LaterAdmin(string line)
    {
        if (!line.StartsWith('{')) { return null; }
        try { return AdminOf(JsonSerializer.Deserialize(line, ReadyJsonContext.Default.ReadyJson)?.Admin); }
        catch (JsonException) { return null; } // expected: a target may print what it likes after it is ready
    }

    private static Uri? AdminOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? admin) ? admin : null;
}

/// <summary>The line's raw form; other keys are ignored, so that a newer target can say more.</summary>
internal sealed record ReadyJson(bool Ready, string? System, int? Pid, OrderedDictionary<string, string?>? Addresses, string? Admin, IReadOnlyList<int>? Workers);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReadyJson))]
internal sealed partial class ReadyJsonContext : JsonSerializerContext;
