using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Reads `millrace run FILE`: the file for what it says, the command line over it, and everything that is wrong with either at once.</summary>
internal static class FileRequest
{
    public static RunRequest Read(ParseResult parsed, string path, RunKnobs knobs, Composition composition, string line) =>
        Read(parsed, path, ScenarioText.Load(path), knobs, composition, line);

    /// <summary>The same for a text that has been read.</summary>
    internal static RunRequest Read(ParseResult parsed, string path, string text, RunKnobs knobs, Composition composition, string line)
    {
        var keys = new ScenarioKeys(knobs);
        ScenarioFile file = ScenarioFileReader.Read(path, text, keys);
        var complaints = new List<Complaint>(file.Complaints);
        RunRequest? request = SystemOf(file, composition, complaints) is { } driven ? Compose(parsed, file, driven, knobs, keys, line, complaints) : null;
        return complaints.Count == 0
            ? request!
            : throw new ComplaintException([.. complaints.Distinct().OrderBy(complaint => complaint.Place?.Line ?? long.MaxValue).ThenBy(complaint => complaint.Place?.Column)]);
    }

    private static ISystemUnderLoad? SystemOf(ScenarioFile file, Composition composition, List<Complaint> complaints)
    {
        if (file.System is not { } name)
        {
            // Where nothing could be read, or the key is there and its value wrong, that has been said.
            if (complaints.All(complaint => complaint.Place?.Path is not ("" or ScenarioKeys.System) || complaint.What.Contains("there is no key", StringComparison.Ordinal)))
            {
                complaints.Add(new FilePlace(file.Path, 1, 1, "").Complain("the file does not say which system is driven", $"add a line: system: {composition.Systems[0].Info.Name}; `millrace list` shows them"));
            }

            return null;
        }

        if (composition.Systems.FirstOrDefault(system => system.Info.Name == name.Text) is { } found)
        {
            return found;
        }

        Complaint unknown = ParseComplaints.UnknownName("system", name.Text, "", [.. composition.Systems.Select(system => system.Info.Name)], "millrace list");
        complaints.Add(name.Place.Complain(unknown.What, unknown.Do));
        return null;
    }

    private static RunRequest Compose(ParseResult parsed, ScenarioFile file, ISystemUnderLoad driven, RunKnobs knobs, ScenarioKeys keys, string line, List<Complaint> complaints)
    {
        int before = complaints.Count;
        if (file.Runs.Count == 0)
        {
            return Read(file.Common.Values, file.Common.Mix, null);
        }

        // What no run may say by itself is read once, from what all share: a key of the last run must not speak for the others.
        var common = new ValueReader(parsed, RunRequest.Command, file.Common.Values.Over(new FileValues(), [])) { Keys = keys, File = file.Path };
        var options = RunOptions.Read(common, knobs);
        complaints.AddRange(common.Complaints);
        var runs = new List<PlannedRun>();
        var sources = new List<ValueReader>();
        RunRequest? last = null;
        foreach ((FileValue name, ScenarioPart part) in file.Runs)
        {
            last = Read(part.Values.Over(file.Common.Values, ScenarioKeys.Alternatives(knobs)), part.Mix ?? file.Common.Mix, options);
            if (last.Suite is not null && complaints.Count == before)
            {
                complaints.Add(name.Place.Complain("runs and several profiles or repeats are two suites in one", "give each run one profile, and repeat the file with --repeats in files of their own"));
            }

            // Where the profile is wrong there is no run; that has been said.
            bool relies = last.Sources.Any(source => source.Given(knobs.Threshold));
            runs.AddRange(last.Runs.Take(1).Select(run => run with { Folder = name.Text, Strict = relies }));
            sources.AddRange(last.Sources);
        }

        return last! with { Runs = runs, Suite = SuiteKind.Profiles, Sources = sources };

        RunRequest Read(FileValues values, IReadOnlyList<FileValue>? mix, RunOptions? shared)
        {
            // Nobody reads the same part twice: what the command line overrules is dropped from a copy.
            FileValues own = values.Over(new FileValues(), []);
            PutMix(driven.Info, mix, own, knobs, parsed, complaints);
            var reader = new ValueReader(parsed, RunRequest.Command, own) { Keys = keys, File = file.Path };
            RunRequest request = RunRequest.Compose(reader, driven, knobs, line, shared);
            complaints.AddRange(reader.Complaints);
            return request;
        }
    }

    // The weights are a setting of the system, and may mean a mode.
    private static void PutMix(SystemInfo info, IReadOnlyList<FileValue>? mix, FileValues into, RunKnobs knobs, ParseResult parsed, List<Complaint> complaints)
    {
        if (mix is not [var first, ..])
        {
            return;
        }

        FilePlace whole = first.Place with { Path = ScenarioKeys.Mix };
        if (info.Mix is not { } known)
        {
            complaints.Add(whole.Complain($"{info.Name} has no mix: its mode says what all clients do", $"leave mix out and name a mode: {Words.List(info.Modes.Select(mode => mode.Name), "or")}"));
            return;
        }

        foreach (FileValue weight in mix)
        {
            string name = FileValues.NameOf(weight.Text);
            if (!known.Names.Contains(name))
            {
                complaints.Add(weight.Place.Complain($"{info.Name} has no \"{name}\" to mix{Nearest.Suggest(name, [.. known.Names])}", $"there are {Words.List(known.Names)}"));
            }
            else if (!double.TryParse(weight.Text[(name.Length + 1)..], System.Globalization.NumberStyles.AllowDecimalPoint, Words.Invariant, out double number) || !double.IsFinite(number))
            {
                complaints.Add(weight.Place.Complain($"\"{weight.Text[(name.Length + 1)..]}\" is no weight", $"write a number of 0 or more: {name}: 3"));
            }
        }

        if (into.Of(knobs.Set)?.FirstOrDefault(setting => FileValues.NameOf(setting.Text) == known.Parameter) is { } twice)
        {
            complaints.Add(twice.Place.Complain($"mix and the setting {known.Parameter} say the same thing", "keep one of them"));
            return;
        }

        into.Add(knobs.Set, new FileValue($"{known.Parameter}={string.Join(',', mix.Select(weight => weight.Text))}", whole), isNamed: true);
        if (known.Mode is { } mode && into.Of(knobs.Mode) is null && parsed.GetResult(knobs.Mode) is null or { Implicit: true })
        {
            into.Add(knobs.Mode, new FileValue(mode, whole));
        }
    }
}
