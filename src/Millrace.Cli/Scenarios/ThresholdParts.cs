using Millrace.Cli.Scenarios.Yaml;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Turns the thresholds of a scenario file into their text: <c>{check: p99 &lt; 50ms, from: 10s, to: 20s, abort: true, after: 5s}</c> is <c>p99 &lt; 50ms@10s..20s abort after 5s</c>.</summary>
internal static class ThresholdParts
{
    private static readonly string[] Known = ["check", "from", "to", "abort", "after"];

    public static void Read(ScenarioFileReader reader, YamlPart part, ScenarioKey key, string path, FileValues into)
    {
        IReadOnlyList<YamlPart> items = ScenarioFileReader.Items(part);
        for (int i = 0; i < items.Count; i++)
        {
            string own = string.Create(Words.Invariant, $"{path}[{i}]");
            FileValue? value = items[i] is YamlMap map ? Threshold(reader, map, own) : reader.Text(items[i], own, "p99 < 50ms");
            foreach (string each in value?.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                into.Add(key.Knob!, value! with { Text = each });
            }
        }
    }

    private static FileValue? Threshold(ScenarioFileReader reader, YamlMap map, string path)
    {
        Dictionary<string, YamlPart> found = reader.Known(map, Known, path, $"a threshold has {Words.List(Known)}");
        bool whole = found.Count == map.Entries.Count;
        if (!found.TryGetValue("check", out YamlPart? check))
        {
            reader.Refuse(map, path, "this threshold has no check", "write the condition: check: p99 < 50ms");
            return null;
        }

        FileValue? condition = reader.Text(check, path + ".check", "p99 < 50ms");
        TimeSpan? from = Time("from"), to = Time("to"), after = Time("after");
        FileValue? abort = found.TryGetValue("abort", out YamlPart? flag) ? reader.Flag(flag, path + ".abort") : null;
        whole &= flag is null || abort is not null;
        if (found.ContainsKey("from") != found.ContainsKey("to"))
        {
            reader.Refuse(map, path, $"this threshold has {(found.ContainsKey("from") ? "a start and no end" : "an end and no start")}", "write both from and to, or neither for the whole measured part");
            return null;
        }

        if (found.TryGetValue("after", out YamlPart? late) && abort?.Text != "true")
        {
            reader.Refuse(late, path + ".after", "after says from when on the run may be aborted, and abort is not true", "add abort: true, or leave after out");
            return null;
        }

        if (!whole || condition is null)
        {
            return null;
        }

        if ((from is not null && condition.Text.Contains('@', StringComparison.Ordinal)) || (abort is not null && condition.Text.Contains(" abort", StringComparison.Ordinal)) || condition.Text.Contains(',', StringComparison.Ordinal))
        {
            reader.Refuse(check, path + ".check", "this says more than one condition, which the other keys say too", "write one condition alone, as in check: p99 < 50ms");
            return null;
        }

        string text = condition.Text
            + (from is { } start && to is { } end ? $"@{Durations.Format(start)}..{Durations.Format(end)}" : "")
            + (abort?.Text == "true" ? after is { } wait ? $" abort after {Durations.Format(wait)}" : " abort" : "");
        return new FileValue(text, condition.Place with { Path = path });

        TimeSpan? Time(string key)
        {
            if (!found.TryGetValue(key, out YamlPart? part))
            {
                return null;
            }

            if (reader.Text(part, $"{path}.{key}", "10s") is { } said)
            {
                if (Durations.TryParse(said.Text, out TimeSpan time, out string? problem))
                {
                    return time;
                }

                reader.Refuse(part, $"{path}.{key}", problem, $"write it as in {key}: 10s");
            }

            whole = false;
            return null;
        }
    }
}
