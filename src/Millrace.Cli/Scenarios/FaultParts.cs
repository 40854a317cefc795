using System.Buffers;
using Millrace.Cli.Scenarios.Yaml;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Turns the faults of a scenario file into the text of the timeline: <c>{kind: latency, delay: 200ms, from: 5s, to: 10s}</c> is <c>latency(delay=200ms)@5s..10s</c>.</summary>
internal static class FaultParts
{
    private static readonly SearchValues<char> Marks = SearchValues.Create(",;()@=");

    public static void Read(ScenarioFileReader reader, YamlPart part, ScenarioKey key, string path, FileValues into)
    {
        if (part is YamlText { IsNothing: true })
        {
            reader.Refuse(part, path, "faults has no value", "write [] for a run without the profile's faults, or leave the key out");
            return;
        }

        into.AddEmpty(key.Knob!);
        IReadOnlyList<YamlPart> items = ScenarioFileReader.Items(part);
        for (int i = 0; i < items.Count; i++)
        {
            string own = string.Create(Words.Invariant, $"{path}[{i}]");
            FileValue? value = items[i] is YamlMap map ? Fault(reader, map, own) : reader.Text(items[i], own, "latency(200ms)@5s..10s");
            if (value is not null)
            {
                into.Add(key.Knob!, value);
            }
        }
    }

    private static FileValue? Fault(ScenarioFileReader reader, YamlMap map, string path)
    {
        YamlPart? kind = map.Entries.FirstOrDefault(entry => entry.Key.Text == "kind")?.Value;
        if (kind is null)
        {
            reader.Refuse(map, path, "this fault has no kind", "write which it is: kind: latency; `millrace list` shows them");
            return null;
        }

        if (reader.Text(kind, path + ".kind", "latency") is not { } name)
        {
            return null;
        }

        if (FaultCatalog.All.Find(name.Text) is not { } fault)
        {
            reader.Refuse(kind, path + ".kind", $"there is no fault \"{name.Text}\"{Nearest.Suggest(name.Text, FaultCatalog.All.Names)}", "`millrace list` shows the kinds");
            return null;
        }

        FaultParameter[] parameters = [.. fault.Info.Parameters];
        string[] known = ["kind", "from", "at", "to", "for", .. parameters.Select(parameter => parameter.Name)];
        Dictionary<string, YamlPart> found = reader.Known(map, known, path, $"a fault of kind {name.Text} has {Words.List(known)}");
        bool whole = found.Count == map.Entries.Count;
        TimeSpan? start = Time("from") ?? Time("at");
        TimeSpan? end = Time("to");
        TimeSpan? length = Time("for");
        if (found.ContainsKey("from") && found.ContainsKey("at") || found.ContainsKey("to") && found.ContainsKey("for"))
        {
            reader.Refuse(map, path, found.ContainsKey("at") && found.ContainsKey("from") ? "from and at say the same thing" : "to and for say the same thing", "keep one of them");
            return null;
        }

        if (!found.ContainsKey("from") && !found.ContainsKey("at"))
        {
            reader.Refuse(map, path, "this fault has no start", "write when it begins, counted from the end of the warm-up: from: 5s");
            return null;
        }

        var arguments = new List<string>();
        foreach (FaultParameter parameter in parameters.Where(parameter => found.ContainsKey(parameter.Name)))
        {
            if (reader.Text(found[parameter.Name], $"{path}.{parameter.Name}", null) is not { } value)
            {
                whole = false;
            }
            else if (Refusal(fault.Info, parameter, value.Text) is { } problem)
            {
                reader.Refuse(found[parameter.Name], $"{path}.{parameter.Name}", problem, $"{parameter.Name}: {parameter.Summary}");
                whole = false;
            }
            else
            {
                arguments.Add($"{parameter.Name}={value.Text}");
            }
        }

        if (!whole || start is not { } from)
        {
            return null;
        }

        end ??= from + length;
        string text = $"{name.Text}{(arguments.Count > 0 ? $"({string.Join(',', arguments)})" : "")}@{Durations.Format(from)}{(end is { } to ? ".." + Durations.Format(to) : "")}";
        try
        {
            FaultTimeline.Parse(text);
            return new FileValue(text, reader.Place(map, path));
        }
        catch (FaultSyntaxException wrong)
        {
            reader.Refuse(map, path, wrong.Message, $"`millrace list` shows what {name.Text} takes");
            return null;
        }

        TimeSpan? Time(string key)
        {
            if (!found.TryGetValue(key, out YamlPart? part) || reader.Text(part, $"{path}.{key}", "5s") is not { } said)
            {
                whole &= !found.ContainsKey(key);
                return null;
            }

            if (Durations.TryParse(said.Text, out TimeSpan time, out string? problem))
            {
                return time;
            }

            reader.Refuse(part, $"{path}.{key}", problem, $"write it as in {key}: 5s");
            whole = false;
            return null;
        }
    }

    // By the fault's own reader: what it takes is nowhere else written down. The marks that part its text must not come with a value.
    private static string? Refusal(FaultInfo info, FaultParameter parameter, string value)
    {
        if (value.AsSpan().ContainsAny(Marks))
        {
            return $"{info.Name}'s {parameter.Name}: '{value}' has a sign that parts faults from each other";
        }

        return parameter.Problem(value) is { } problem ? $"{info.Name}'s {parameter.Name}: {problem}" : null;
    }
}
