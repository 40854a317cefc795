using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Scenarios;
using Millrace.Engine;
using Millrace.Engine.Profiling;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>What one `millrace run` asks for: a scenario for each profile, and what to do with the results.</summary>
internal sealed record RunRequest
{
    /// <summary>What complaints call the command.</summary>
    public const string Command = "millrace run";

    /// <summary>The system that is driven, or "all" where each run has its own: the name of the folder and of the suite.</summary>
    public required string Title { get; init; }

    /// <summary>In the order asked for; one, where they make no suite.</summary>
    public required IReadOnlyList<PlannedRun> Runs { get; init; }

    /// <summary>What the runs of a suite differ in; null for a run that stands alone.</summary>
    public SuiteKind? Suite { get; init; }

    /// <summary>Who has something to say over all runs of a suite; null where nobody has.</summary>
    public ISystemUnderLoad? Teller { get; init; }

    public required RunOptions Options { get; init; }

    /// <summary>What was said of each run, or of all: for who writes it down as a scenario file. None where no file can say it.</summary>
    public IReadOnlyList<ValueReader> Sources { get; init; } = [];

    /// <summary>Reads the command line; throws <see cref="ComplaintException"/> with everything that is wrong with it.</summary>
    public static RunRequest Read(ParseResult parsed, string system, RunKnobs knobs, Composition composition, IReadOnlyList<string> arguments)
    {
        if (system == AllSystems.Word)
        {
            return AllSystems.Read(parsed, knobs, composition, arguments);
        }

        string line = RepeatLine.Of(["run", .. arguments], composition.Typed);
        if (ScenarioText.IsMeant(system, composition))
        {
            return FileRequest.Read(parsed, system, knobs, composition, line);
        }

        ISystemUnderLoad driven = composition.System(system, $"<system> of `{Command}`");
        var values = new ValueReader(parsed, Command);
        RunRequest request = Compose(values, driven, knobs, line);

        // The same option is read once per profile: what is wrong with it is said once.
        Complaint[] complaints = [.. values.Complaints.Distinct()];
        return complaints.Length > 0 ? throw new ComplaintException(complaints) : request;
    }

    /// <summary>The runs that the values ask for; what is wrong with them is among the values' complaints, and then nothing of it may run. Where the values are those of one of several runs, what is to become of them is read once for all and <paramref name="shared"/>.</summary>
    public static RunRequest Compose(ValueReader values, ISystemUnderLoad driven, RunKnobs knobs, string line, RunOptions? shared = null)
    {
        RunOptions options = shared ?? RunOptions.Read(values, knobs);
        IReadOnlyList<Profile> profiles = ReadProfiles(values, knobs, driven.Profiles, Command, out bool isSuite);

        // Where the profile is wrong, the rest is judged as if it were the first: a person hears of all mistakes at once.
        Scenario[] scenarios = [.. (profiles.Count > 0 ? profiles : [driven.Profiles[0]]).Select(profile => ScenarioReader.Read(values, knobs, Scenario.Of(driven, profile)) with { CommandLine = line })];
        Validate(values, knobs, scenarios, Command);
        CheckProfiling(values, knobs);
        long repeats = ReadRepeats(values, knobs, isSuite);
        return new RunRequest
        {
            Title = driven.Info.Name,
            Runs = repeats > 1 && scenarios.Length > 0 ? Repeated(scenarios[0], repeats, values.Flag(knobs.SeedEach)) : [.. scenarios.Select(scenario => new PlannedRun(scenario, scenario.Profile.Name))],
            Suite = isSuite ? SuiteKind.Profiles : repeats > 1 ? SuiteKind.Repeats : null,
            Teller = repeats > 1 ? null : driven,
            Sources = [values],
            Options = options,
        };
    }

    /// <summary>Puts what the system has against these scenarios among the complaints, unless a value could not even be read.</summary>
    public static void Validate(ValueReader values, RunKnobs knobs, IReadOnlyList<Scenario> scenarios, string command)
    {
        foreach (Scenario scenario in values.Complaints.Count == 0 ? scenarios : [])
        {
            foreach (string problem in scenario.System.Validate(scenario))
            {
                values.RefuseScenario(knobs.Set, problem, scenario.Profile.Name, $"`{command} --help` and `millrace list` show what is possible");
            }
        }
    }

    private static long ReadRepeats(ValueReader values, RunKnobs knobs, bool isSuite)
    {
        long repeats = values.Whole(knobs.Repeats, 1, 1000) ?? 1;
        if (repeats > 1 && isSuite)
        {
            values.Refuse(knobs.Repeats, "a suite of profiles and repeats of one scenario are two suites in one", "repeat one profile at a time");
        }

        if (repeats == 1 && values.Flag(knobs.SeedEach))
        {
            values.Refuse(knobs.SeedEach, "--seed-each is about repeats, and there are none", "add --repeats 5, or leave --seed-each out");
        }

        return repeats;
    }

    private static PlannedRun[] Repeated(Scenario scenario, long repeats, bool seedEach) =>
        [.. Enumerable.Range(0, (int)repeats).Select(i => new PlannedRun(seedEach ? scenario with { Seed = unchecked(scenario.Seed + i) } : scenario, string.Create(Words.Invariant, $"repeat-{i + 1}")))];

    internal static void CheckProfiling(ValueReader values, RunKnobs knobs)
    {
        if (!values.Flag(knobs.ProfileTarget) || !values.Given(knobs.TargetAddress))
        {
            return;
        }

        if (!values.Given(knobs.TargetPid))
        {
            values.Refuse(knobs.ProfileTarget, "the process of the --target is not known, so it cannot be sampled", "add --target-pid, with a process of this machine");
        }
        else if (int.TryParse(values.Text(knobs.TargetPid), Words.Invariant, out int pid) && values.Complaints.Count == 0 && TargetSampling.ProblemWith(pid) is { } problem)
        {
            values.Refuse(knobs.ProfileTarget, problem, "name a .NET process of yours, or leave --profile-target out");
        }
    }

    /// <summary>The profiles that --profile names, those of a group in their order, or the system's first.</summary>
    public static IReadOnlyList<Profile> ReadProfiles(ValueReader values, RunKnobs knobs, IReadOnlyList<Profile> known, string command, out bool isSuite)
    {
        isSuite = false;
        if (values.Text(knobs.Profile) is not { } text)
        {
            return [known[0]];
        }

        if (text == "all")
        {
            isSuite = true;
            return known;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        string[] groups = [.. known.Select(profile => profile.Group).OfType<string>().Distinct()];
        isSuite = names.Length > 1 || groups.Contains(names[0]);
        var found = new List<Profile>();
        foreach (string name in names)
        {
            Profile[] meant = [.. groups.Contains(name) ? known.Where(profile => profile.Group == name) : known.Where(profile => profile.Name == name).Take(1)];
            if (meant.Length == 0)
            {
                values.RefuseName(knobs.Profile, "profile", name, [.. groups, .. known.Select(each => each.Name), "all"], "millrace list");
            }
            else if (meant.FirstOrDefault(found.Contains) is { } twice)
            {
                values.Refuse(knobs.Profile, $"profile \"{twice.Name}\" is named twice{(twice.Name == name ? "" : $": it belongs to the group \"{name}\"")}", "name each once");
            }
            else
            {
                found.AddRange(meant);
            }
        }

        return found;
    }
}
