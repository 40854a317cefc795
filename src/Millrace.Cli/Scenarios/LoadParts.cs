using System.Globalization;
using Millrace.Cli.Scenarios.Yaml;
using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Turns the load of a scenario file into the options that mean it: the structured plans become the text of <see cref="LoadText"/>.</summary>
internal sealed class LoadParts(ScenarioFileReader reader, ScenarioKey key, string path)
{
    private static readonly string[] Models = ["plan", "rate", "think", "constant", "ramp", "step", "spike", "stages"];
    private static readonly string[] Structured = ["constant", "ramp", "step", "spike", "stages"];

    public static void Read(ScenarioFileReader reader, YamlPart part, ScenarioKey key, string path, FileValues into) => new LoadParts(reader, key, path).Read(part, into);

    private void Read(YamlPart part, FileValues into)
    {
        if (part is not YamlMap map)
        {
            // The textual form in the place of the keys.
            if (reader.Text(part, path, key.Example) is { } text)
            {
                into.Add(Key("plan").Knob!, text);
            }

            return;
        }

        Dictionary<string, YamlPart> found = reader.Known(map, [.. key.Keys.Select(each => each.Name)], path, $"load has {Words.List(key.Keys.Select(each => each.Name))}");
        string[] models = [.. Models.Where(found.ContainsKey)];
        if (models.Length > 1)
        {
            reader.Refuse(found[models[1]], path, $"{Words.List(models)} are different loads", "keep one of them");
        }

        foreach (string name in (ReadOnlySpan<string>)["plan", "rate", "think", "window"])
        {
            if (found.TryGetValue(name, out YamlPart? said) && reader.Text(said, $"{path}.{name}", Key(name).Example) is { } value)
            {
                into.Add(Key(name).Knob!, value);
            }
        }

        bool random = found.TryGetValue("poisson", out YamlPart? poisson) && reader.Flag(poisson, path + ".poisson")?.Text == "true";
        string? structured = models.FirstOrDefault(Structured.Contains);
        if (structured is null)
        {
            if (random)
            {
                reader.Refuse(poisson!, path + ".poisson", "poisson says how starts lie around a rate, and no rate is given beside it", $"add one of {Words.List(Structured, "or")}; in a plan's text, write poisson(...)");
            }

            return;
        }

        ArrivalPlan? plan = structured switch
        {
            "constant" => Rate(found[structured], path + ".constant") is { } rate ? new ConstantPlan(rate) : null,
            "stages" => Stages(found[structured], path + ".stages"),
            _ => Shape(structured, found[structured], $"{path}.{structured}"),
        };
        if (plan is not null && models.Length == 1)
        {
            Put(random ? new PoissonPlan(plan) : plan, found[structured], $"{path}.{structured}", into);
        }
    }

    private void Put(ArrivalPlan plan, YamlPart part, string own, FileValues into)
    {
        string text = plan.ToString();
        try
        {
            LoadText.Parse(text);
            into.Add(Key("plan").Knob!, new FileValue(text, reader.Place(part, own)));
        }
        catch (LoadTextException wrong)
        {
            reader.Refuse(part, own, wrong.Message, $"write it as in {Key(own[(path.Length + 1)..]).Example}");
        }
    }

    private ArrivalPlan? Shape(string name, YamlPart part, string own)
    {
        if (part is not YamlMap map)
        {
            reader.Refuse(part, own, $"{name} has keys of its own, and this is {part.Kind}", $"write it as in {name}: {Key(name).Example}");
            return null;
        }

        string[] needed = [.. Key(name).Keys.Select(each => each.Name)];
        Dictionary<string, YamlPart> found = reader.Known(map, needed, own, $"{name} has {Words.List(needed)}");
        if (needed.Where(each => !found.ContainsKey(each)).ToArray() is { Length: > 0 } missing)
        {
            reader.Refuse(map, own, $"{name} lacks {Words.List(missing)}", $"write it as in {name}: {Key(name).Example}");
            return null;
        }

        double? RateOf(string each) => Rate(found[each], $"{own}.{each}");
        TimeSpan? TimeOf(string each) => Time(found[each], $"{own}.{each}");
        switch (name)
        {
            case "ramp":
                return (RateOf("from"), RateOf("to"), TimeOf("for")) is ({ } from, { } to, { } length) ? new RampPlan(from, to, length) : null;
            case "step":
                return (RateOf("from"), RateOf("to"), RateOf("by"), TimeOf("each")) is ({ } first, { } last, { } by, { } each) ? new StepPlan(first, last, by, each) : null;
            default:
                return (RateOf("base"), RateOf("peak"), TimeOf("at"), TimeOf("for")) is ({ } rest, { } peak, { } at, { } spell) ? new SpikePlan(rest, peak, at, spell) : null;
        }
    }

    private StagesPlan? Stages(YamlPart part, string own)
    {
        if (part is not YamlList { Items.Count: > 0 } list)
        {
            reader.Refuse(part, own, part is YamlList ? "stages is an empty list" : $"stages is a list, and this is {part.Kind}", $"write it as in stages: {Key("stages").Example}");
            return null;
        }

        var stages = new List<RateStage>();
        bool whole = true;
        for (int i = 0; i < list.Items.Count; i++)
        {
            RateStage? stage = Stage(list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{own}[{i}]"), i == 0 ? null : stages.Count > 0 ? stages[^1].To : 0);
            whole &= stage is not null;
            if (stage is { } read)
            {
                stages.Add(read);
            }
        }

        return whole ? new StagesPlan(stages) : null;
    }

    private RateStage? Stage(YamlPart part, string own, double? before)
    {
        if (part is not YamlMap map)
        {
            reader.Refuse(part, own, $"a stage is a mapping of keys, and this is {part.Kind}", "write it as in - {for: 30s, from: 0/s, to: 1000/s}");
            return null;
        }

        string[] known = [.. Key("stages").Keys.Select(each => each.Name)];
        Dictionary<string, YamlPart> found = reader.Known(map, known, own, $"a stage has {Words.List(known)}");
        double? Of(string name) => found.TryGetValue(name, out YamlPart? said) ? Rate(said, $"{own}.{name}") : null;
        TimeSpan? length = found.TryGetValue("for", out YamlPart? time) ? Time(time, own + ".for") : null;
        (double? rate, double? from, double? to) = (Of("rate"), Of("from"), Of("to"));
        if (time is null)
        {
            reader.Refuse(map, own, "this stage has no length", "write how long it lasts: for: 30s");
        }
        else if (found.TryGetValue("rate", out YamlPart? holds) && (found.ContainsKey("from") || found.ContainsKey("to")))
        {
            reader.Refuse(holds, own + ".rate", "rate is one that holds, from and to are one that changes", "keep rate alone, or from and to");
        }
        else if (!found.ContainsKey("rate") && !found.ContainsKey("to"))
        {
            reader.Refuse(map, own, "this stage has no rate", "write one that holds, rate: 1000/s, or where it leads, to: 1000/s");
        }
        else if (!found.ContainsKey("rate") && !found.ContainsKey("from") && before is null)
        {
            reader.Refuse(map, own, "the first stage has no rate before it to begin at", "write from: 0/s");
        }
        else if (length is { } lasts)
        {
            return found.ContainsKey("rate") ? rate is { } held ? new RateStage(held, held, lasts) : null
                : to is { } end && (found.ContainsKey("from") ? from : before) is { } start ? new RateStage(start, end, lasts) : null;
        }

        return null;
    }

    private double? Rate(YamlPart part, string own)
    {
        if (reader.Text(part, own, "1000/s") is not { } said)
        {
            return null;
        }

        string[] halves = said.Text.Split('/', 2, StringSplitOptions.TrimEntries);
        double unit = halves.ElementAtOrDefault(1) switch { "s" => 1, "min" or "m" => 60, "h" => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(halves[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number is >= 0 and <= 1e9)
        {
            return number / unit;
        }

        bool bare = halves.Length == 1 && double.TryParse(halves[0], CultureInfo.InvariantCulture, out _);
        reader.Refuse(part, own, bare ? $"the rate {said.Text} has no unit" : $"\"{said.Text}\" is no rate", bare ? $"write {said.Text}/s, {said.Text}/min or {said.Text}/h" : "write a number up to 1e9 and its unit, as in 1000/s, 300/min or 20/h");
        return null;
    }

    private TimeSpan? Time(YamlPart part, string own)
    {
        if (reader.Text(part, own, "30s") is not { } said)
        {
            return null;
        }

        if (Durations.TryParse(said.Text, out TimeSpan time, out string? problem))
        {
            return time;
        }

        reader.Refuse(part, own, problem, "write a number with its unit, as in 30s, 1m30s or 500ms");
        return null;
    }

    private ScenarioKey Key(string name) => key.Keys.First(each => each.Name == name);
}
