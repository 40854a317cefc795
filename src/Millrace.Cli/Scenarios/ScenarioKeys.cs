using System.CommandLine;
using System.Text.RegularExpressions;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Scenarios;

/// <summary>
/// Every key that a scenario file can have: those that group options as people think of them, and each further option of `millrace run` under its own name. An option added to
/// <see cref="RunKnobs"/> is a key by that alone.
/// </summary>
internal sealed partial class ScenarioKeys
{
    public const string System = "system", Load = "load", Mix = "mix", Runs = "runs", RunName = "name";

    private readonly Dictionary<Option, string> _paths = [];

    public ScenarioKeys(RunKnobs knobs)
    {
        All = [.. ScenarioTable.Of(knobs)];
        Index(All, "");
        All = [.. All, .. knobs.All.Where(knob => !_paths.ContainsKey(knob)).Select(Own)];
        _paths.Clear();
        Index(All, "");
        All = [.. All.Select(Described)];

        // A run of a suite has a name, and of the rest all that is not about the file as a whole.
        OfRun = [ScenarioTable.NameOfRun, .. All.Where(key => !key.IsOfWhole)];
        OfRunAndWhole = [ScenarioTable.NameOfRun, .. All];
    }

    /// <summary>The keys of a file.</summary>
    public IReadOnlyList<ScenarioKey> All { get; }

    /// <summary>The keys of one of its runs.</summary>
    public IReadOnlyList<ScenarioKey> OfRun { get; }

    /// <summary>Those and the ones of the file as a whole: what a run may not say is told so, not called unknown.</summary>
    public IReadOnlyList<ScenarioKey> OfRunAndWhole { get; }

    /// <summary>Every key with the keys that lead to it.</summary>
    public IEnumerable<(string Path, ScenarioKey Key)> Flat => Flatten(All, "");

    /// <summary>Which options mean the same thing, so that of a file's common values and those of a run the run's count.</summary>
    public static IReadOnlyList<IReadOnlyList<Option>> Alternatives(RunKnobs knobs) => [[knobs.Rate, knobs.Think, knobs.Arrivals]];

    /// <summary>A sentence about options in the words of the file: <c>--target-pid</c> is <c>target.pid</c>.</summary>
    public string InWords(string text) => OptionName().Replace(text, match => PathOf(match.Value) is { } path ? path : match.Value);

    /// <summary>What a person would write for an option in the file.</summary>
    public string Example(Option option) => Flat.FirstOrDefault(each => each.Key.Knob == option) is not { Key: { } key, Path: { } path } ? $"correct {option.Name}"
        : key.Example is { } said ? $"write it as in {path}: {said}"
        : option is IKnob { Example: { } example } && option is Knob<string?> ? $"for example {path}: {example[(example.IndexOf(' ', StringComparison.Ordinal) + 1)..]}"
        : option.HelpName is { } value ? $"write {path}: <{value}>" : $"write {path}: true";

    /// <summary>The keys that lead to the value of an option; null for one that no file has.</summary>
    public string? PathOf(string option) => _paths.FirstOrDefault(pair => pair.Key.Name == option).Value;

    internal static IEnumerable<(string Path, ScenarioKey Key)> Flatten(IEnumerable<ScenarioKey> keys, string above) =>
        keys.SelectMany(key => Flatten(key.Keys, $"{above}{key.Name}{(key.Shape is ScenarioShape.Stages or ScenarioShape.Faults or ScenarioShape.Thresholds or ScenarioShape.Runs ? "[]" : "")}.").Prepend((above + key.Name, key)));

    private void Index(IEnumerable<ScenarioKey> keys, string above)
    {
        foreach ((string path, ScenarioKey key) in Flatten(keys, above))
        {
            if (key.Knob is { } knob)
            {
                _paths.TryAdd(knob, path.EndsWith(".enabled", StringComparison.Ordinal) ? path[..^".enabled".Length] : path);
            }
        }
    }

    private ScenarioKey Described(ScenarioKey key) => key with
    {
        Description = key.Description.Length > 0 ? key.Description : InWords(key.Knob?.Description ?? ""),
        Keys = [.. key.Keys.Select(Described)],
    };

    private static ScenarioKey Own(Option knob) => new()
    {
        Name = knob.Name.TrimStart('-'),
        Shape = knob is Knob<bool> ? ScenarioShape.Flag : knob is Knob<string[]> ? ScenarioShape.Texts : ScenarioShape.Text,
        Description = "",
        Knob = knob,
        IsOfWhole = ((IKnob)knob).Group == RunKnobs.Output || knob.Name is "--repeats" or "--seed-each" or "--strict",
    };

    [GeneratedRegex("--[a-z]+(-[a-z]+)*")]
    private static partial Regex OptionName();
}
