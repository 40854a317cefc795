using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Scenarios.Yaml;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Reads the parts of a scenario file by the table of its keys, and goes on after each mistake: a person hears of all of them.</summary>
internal sealed class ScenarioFileReader
{
    private const int MostRuns = 200;

    private readonly ScenarioFile _file;
    private readonly ScenarioKeys _keys;

    private ScenarioFileReader(string path, ScenarioKeys keys) => (_file, _keys) = (new ScenarioFile { Path = path }, keys);

    /// <summary>Reads a file's text. Never throws for what is in it.</summary>
    public static ScenarioFile Read(string path, string text, ScenarioKeys keys)
    {
        var reader = new ScenarioFileReader(path, keys);
        (YamlPart? document, IReadOnlyList<YamlProblem> problems) = YamlReader.Read(text);
        foreach (YamlProblem problem in problems)
        {
            reader.Add(problem.Line, problem.Column, "", problem.What, problem.Advice);
        }

        if (document is YamlMap map)
        {
            reader.ReadKeys(map, keys.All, "", reader._file.Common);
        }
        else if (document is not null)
        {
            reader.Refuse(document, "", document is YamlText { IsNothing: true } ? "the file is empty" : $"a scenario is a mapping of keys, and this is {document.Kind}", "write at least which system is driven: system: and a name of `millrace list`");
        }

        return reader._file;
    }

    /// <summary>Complains about a part.</summary>
    public void Refuse(YamlPart part, string path, string what, string advice) => Add(part.Line, part.Column, path, what, advice);

    /// <summary>One text, or null where there is none, which has then been said.</summary>
    public FileValue? Text(YamlPart part, string path, string? example)
    {
        if (part is YamlText { IsNothing: false } text)
        {
            return new FileValue(text.Text, Place(part, path));
        }

        Refuse(part, path, part is YamlText ? $"{Last(path)} has no value" : $"{Last(path)} takes one value, and this is {part.Kind}", example is null ? "write one" : $"write it as in {Last(path)}: {example}");
        return null;
    }

    /// <summary>true or false, or null where it is neither, which has then been said.</summary>
    public FileValue? Flag(YamlPart part, string path)
    {
        if (part is YamlText { Text: "true" or "false" } text)
        {
            return new FileValue(text.Text, Place(part, path));
        }

        Refuse(part, path, $"{Last(path)} is true or false, and this is {part.Kind}", $"write {Last(path)}: true, or leave it out");
        return null;
    }

    /// <summary>The items of a list; something else than a list counts as its one item.</summary>
    public static IReadOnlyList<YamlPart> Items(YamlPart part) => part is YamlList list ? list.Items : [part];

    /// <summary>The keys of a group in a structured value (a stage, a fault), each with its part; unknown ones are complained about.</summary>
    public Dictionary<string, YamlPart> Known(YamlMap map, IReadOnlyList<string> names, string path, string listing)
    {
        var found = new Dictionary<string, YamlPart>(StringComparer.Ordinal);
        foreach (YamlEntry entry in map.Entries)
        {
            if (names.Contains(entry.Key.Text))
            {
                found[entry.Key.Text] = entry.Value;
            }
            else
            {
                Refuse(entry.Key, path, $"there is no key \"{entry.Key.Text}\" here{(Nearest.Find(entry.Key.Text, names) is { } near ? $"; did you mean \"{near}\"?" : "")}", listing);
            }
        }

        return found;
    }

    public FilePlace Place(YamlPart part, string path) => new(_file.Path, part.Line, part.Column, path);

    private void ReadKeys(YamlMap map, IReadOnlyList<ScenarioKey> keys, string above, ScenarioPart into)
    {
        foreach (YamlEntry entry in map.Entries)
        {
            string path = above + entry.Key.Text;
            if (keys.FirstOrDefault(key => key.Name == entry.Key.Text) is { } key)
            {
                ReadValue(entry.Value, key, path, into, entry.Key);
            }
            else
            {
                Refuse(entry.Key, above.TrimEnd('.'), $"there is no key \"{Short(entry.Key.Text)}\"{(above.Length > 0 ? $" in {above.TrimEnd('.')}" : "")}", Advice(entry.Key.Text, keys, above.Length > 0));
            }
        }
    }

    private void ReadValue(YamlPart part, ScenarioKey key, string path, ScenarioPart into, YamlText at)
    {
        if (key.IsOfWhole && path.StartsWith(ScenarioKeys.Runs + "[", StringComparison.Ordinal))
        {
            Refuse(at, path, $"{key.Name} is about the file as a whole, not about one of its runs", "write it beside runs, not in it");
            return;
        }

        switch (key.Shape)
        {
            case ScenarioShape.Text when key.Name == ScenarioKeys.RunName && path.StartsWith(ScenarioKeys.Runs, StringComparison.Ordinal):
                break; // read with the run
            case ScenarioShape.Text when key.Name == ScenarioKeys.System:
                _file.System = Text(part, path, key.Example);
                break;
            case ScenarioShape.Text:
                Put(into, key.Knob!, Text(part, path, key.Example), at);
                break;
            case ScenarioShape.Flag:
                Put(into, key.Knob!, Flag(part, path), at);
                break;
            case ScenarioShape.Texts:
                ReadTexts(part, key, path, into, at);
                break;
            case ScenarioShape.Names:
                foreach (FileValue pair in Named(part, path, key.Example))
                {
                    into.Values.Add(key.Knob!, pair, isNamed: true);
                }

                break;
            case ScenarioShape.Mix:
                into.Mix = Named(part, path, key.Example);
                break;
            case ScenarioShape.Faults:
                FaultParts.Read(this, part, key, path, into.Values);
                break;
            case ScenarioShape.Thresholds:
                ThresholdParts.Read(this, part, key, path, into.Values);
                break;
            case ScenarioShape.Runs:
                ReadRuns(part, path);
                break;
            case ScenarioShape.Group when key.Name == ScenarioKeys.Load:
                LoadParts.Read(this, part, key, path, into.Values);
                break;
            default:
                ReadGroup(part, key, path, into);
                break;
        }
    }

    private void ReadGroup(YamlPart part, ScenarioKey key, string path, ScenarioPart into)
    {
        if (part is YamlMap map)
        {
            ReadKeys(map, key.Keys, path + ".", into);
        }
        else if (key.Short is { } name && part is YamlText { IsNothing: false } text)
        {
            ReadValue(part, key.Keys.First(each => each.Name == name), path, into, text);
        }
        else
        {
            Refuse(part, path, $"{key.Name} has keys of its own, and this is {part.Kind}", $"write it as in {key.Name}: {key.Example}");
        }
    }

    private void ReadTexts(YamlPart part, ScenarioKey key, string path, ScenarioPart into, YamlText at)
    {
        FileValue[] texts = [.. Items(part).Select((item, i) => Text(item, part is YamlList ? $"{path}[{i}]" : path, null)).OfType<FileValue>()];
        if (part is YamlList { Items.Count: 0 })
        {
            Refuse(part, path, $"{key.Name} is an empty list", key.Example is null ? "name one, or leave the key out" : $"write it as in {key.Name}: {key.Example}");
        }
        else if (key.Knob is Knob<string?>)
        {
            Put(into, key.Knob, texts.Length == 0 ? null : texts[0] with { Text = string.Join(',', texts.Select(text => text.Text)) }, at);
        }
        else
        {
            foreach (FileValue text in texts)
            {
                into.Values.Add(key.Knob!, text);
            }
        }
    }

    private List<FileValue> Named(YamlPart part, string path, string? example)
    {
        var pairs = new List<FileValue>();
        if (part is not YamlMap map)
        {
            Refuse(part, path, $"{Last(path)} takes values by name, and this is {part.Kind}", $"write it as in {Last(path)}: {example}");
            return pairs;
        }

        foreach (YamlEntry entry in map.Entries)
        {
            // An empty text in quotes is a value; nothing at all is none.
            if (Text(entry.Value, $"{path}.{entry.Key.Text}", null) is not { } value)
            {
                continue;
            }

            if (entry.Key.Text.Length == 0 || entry.Key.Text.Contains('=', StringComparison.Ordinal))
            {
                Refuse(entry.Key, path, $"\"{entry.Key.Text}\" is no name", "write a name without an equals sign");
            }
            else
            {
                pairs.Add(new FileValue($"{entry.Key.Text}={value.Text}", value.Place));
            }
        }

        return pairs;
    }

    private void ReadRuns(YamlPart part, string path)
    {
        if (part is not YamlList { Items.Count: > 0 } list)
        {
            Refuse(part, path, part is YamlList ? "runs is an empty list" : $"runs is a list, and this is {part.Kind}", "write a name and what differs for each: - {name: small, clients: 10}");
            return;
        }

        if (list.Items.Count > MostRuns)
        {
            Refuse(list.Items[MostRuns], path, string.Create(Words.Invariant, $"there are {list.Items.Count} runs, and a file has at most {MostRuns}"), "spread them over several files");
            return;
        }

        for (int i = 0; i < list.Items.Count; i++)
        {
            string own = string.Create(Words.Invariant, $"{path}[{i}]");
            if (list.Items[i] is not YamlMap map)
            {
                Refuse(list.Items[i], own, $"a run is a mapping of keys, and this is {list.Items[i].Kind}", "write its name and what differs: - {name: small, clients: 10}");
                continue;
            }

            var run = new ScenarioPart();
            ReadKeys(map, _keys.OfRunAndWhole, own + ".", run);
            FileValue? name = map.Entries.FirstOrDefault(entry => entry.Key.Text == ScenarioKeys.RunName) is { } named
                ? Text(named.Value, own + ".name", "small")
                : Missing(map, own);
            if (name is not null && NameProblem(name.Text) is { } problem)
            {
                _file.Complaints.Add(name.Place.Complain(problem.What, problem.Advice));
            }

            _file.Runs.Add((name ?? new FileValue(string.Create(Words.Invariant, $"run-{i + 1}"), Place(map, own)), run));
        }
    }

    private FileValue? Missing(YamlMap map, string path)
    {
        Refuse(map, path, "this run has no name", "give it one, which names its folder too: name: small");
        return null;
    }

    private (string What, string Advice)? NameProblem(string name) =>
        name.Length is 0 or > 60 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name.All(c => c == '.')
            ? ($"\"{Short(name)}\" names no folder", "use up to 60 letters, digits, dots, dashes and underscores")
            : _file.Runs.Any(run => string.Equals(run.Name.Text, name, StringComparison.OrdinalIgnoreCase)) ? ($"two runs are named \"{name}\"", "give each a name of its own") : null;

    private void Put(ScenarioPart into, Option knob, FileValue? value, YamlText at)
    {
        if (value is null)
        {
            return;
        }

        if (into.Values.Of(knob) is [var first, ..])
        {
            Refuse(at, value.Place.Path, string.Create(Words.Invariant, $"{Last(value.Place.Path)} and {Last(first.Place.Path)} on line {first.Place.Line} say the same thing"), "keep one of them");
            return;
        }

        into.Values.Add(knob, value);
    }

    private string Advice(string typed, IReadOnlyList<ScenarioKey> keys, bool inGroup)
    {
        string[] names = [.. keys.Select(key => key.Name)];
        if (Nearest.Find(typed.TrimStart('-'), names) is { } near)
        {
            return $"did you mean \"{near}\"?";
        }

        return _keys.PathOf("--" + typed.TrimStart('-')) is { } path ? $"it is {path}"
            : _keys.Flat.Where(each => each.Key.Knob is not null).FirstOrDefault(each => each.Key.Name == Nearest.Find(typed, [each.Key.Name])).Path is { } other ? $"did you mean {other}?"
            : inGroup || names.Length <= 12 ? $"there are {Words.List(names)}" : "docs/guide/scenarios.md lists all keys";
    }

    private void Add(long line, long column, string path, string what, string advice) => _file.Complaints.Add(new FilePlace(_file.Path, line, column, path).Complain(what, advice));

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Short(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
