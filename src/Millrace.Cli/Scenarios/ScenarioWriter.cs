using System.CommandLine;
using System.Globalization;
using System.Text;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;

namespace Millrace.Cli.Scenarios;

/// <summary>
/// Writes what was said of runs, on the command line or in a file, as a scenario file: any command line becomes one. What is written reads back to the same scenarios. The profile stays a name:
/// what it says is not copied.
/// </summary>
internal sealed class ScenarioWriter(ScenarioKeys keys)
{
    /// <summary>The line by which editors find the schema.</summary>
    public const string SchemaLine = "# yaml-language-server: $schema=scenario.schema.json";

    private readonly StringBuilder _page = new();

    /// <summary>The file for one run, or for several with their names.</summary>
    public string Write(string system, IReadOnlyList<(string Name, ValueReader Values)> runs)
    {
        _page.Append(Words.Invariant, $"{ScenarioKeys.System}: {Quote(system)}\n");
        Option[] all = [.. keys.Flat.Select(each => each.Key.Knob).OfType<Option>().Distinct()];
        HashSet<Option> common = [.. all.Where(knob => runs.All(run => Same(run.Values.Said(knob), runs[0].Values.Said(knob))))];
        WriteAll(keys.All, 0, knob => common.Contains(knob) ? runs[0].Values.Said(knob) : null);
        if (runs.Count > 1)
        {
            _page.Append("runs:\n");
            foreach ((string name, ValueReader values) in runs)
            {
                _page.Append(Words.Invariant, $"  - name: {Quote(name)}\n");
                WriteAll(keys.All, 4, knob => common.Contains(knob) ? null : values.Said(knob));
            }
        }

        return _page.ToString();
    }

    private void WriteAll(IReadOnlyList<ScenarioKey> level, int indent, Func<Option, IReadOnlyList<string>?> said)
    {
        foreach (ScenarioKey key in level)
        {
            if (key.Keys.Count > 0 && key.Knob is null && key.Shape == ScenarioShape.Group)
            {
                int before = _page.Length;
                Line(indent, key.Name + ":");
                int after = _page.Length;
                WriteAll(key.Keys, indent + 2, said);
                _page.Length = _page.Length == after ? before : _page.Length;
            }
            else if (key.Knob is { } knob && said(knob) is { } texts && IsThis(key, texts))
            {
                Write(key, texts, indent);
            }
        }
    }

    // Two keys have one option: profile for one, profiles for several.
    private static bool IsThis(ScenarioKey key, IReadOnlyList<string> texts) => key.Name switch
    {
        "profile" => texts.All(text => !text.Contains(',', StringComparison.Ordinal)),
        "profiles" => texts.Any(text => text.Contains(',', StringComparison.Ordinal)),
        _ => true,
    };

    private void Write(ScenarioKey key, IReadOnlyList<string> texts, int indent)
    {
        switch (key.Shape)
        {
            case ScenarioShape.Text:
                Line(indent, $"{key.Name}: {Quote(Safe(texts[0]))}");
                break;
            case ScenarioShape.Flag:
                Line(indent, $"{key.Name}: {texts[0]}");
                break;
            case ScenarioShape.Names:
                Line(indent, key.Name + ":");
                foreach (string pair in texts)
                {
                    string name = FileValues.NameOf(pair);
                    Line(indent + 2, $"{Quote(name)}: {Quote(Safe(pair[(name.Length + 1)..]))}");
                }

                break;
            default:
                // Several profiles, and thresholds, may stand in one text with commas between them.
                bool isSplit = key.Knob is Knob<string?> || key.Shape == ScenarioShape.Thresholds;
                IEnumerable<string> items = isSplit ? texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : texts;
                Line(indent, texts.Count == 0 ? $"{key.Name}: []" : key.Name + ":");
                foreach (string item in items)
                {
                    Line(indent + 2, $"- {Quote(item)}");
                }

                break;
        }
    }

    private void Line(int indent, string text) => _page.Append(' ', indent).Append(text).Append('\n');

    // A file is passed on and kept in git: a password does not belong into it.
    private static string Safe(string text) => RepeatLine.WithoutPassword(text);

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) => one is null ? other is null : other is not null && one.SequenceEqual(other);

    internal static string Quote(string text)
    {
        if (text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text is not "null" && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-' or '+' or '%'))
        {
            return text;
        }

        if (!text.Any(char.IsControl) && !text.AsSpan().ContainsAny('\u2028', '\u2029', '\uFEFF'))
        {
            return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        }

        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
