using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>
/// `millrace run all`: every system once, on its embedded target, with the profile that shows best what it is and in under three minutes together; one of them with a fault.
/// </summary>
internal static class AllSystems
{
    /// <summary>What stands where a system's name would.</summary>
    public const string Word = "all";

    private const string Command = "millrace run all";
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    // The fault of the last one begins at 3 s and wants some time after it.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private static readonly Part[] Parts =
    [
        new("gateway", "backend", TimeSpan.FromSeconds(2)),
        new("live", "standard", TimeSpan.FromSeconds(2)),
        new("speech", "mixed-100", TimeSpan.FromSeconds(3)),
        new("tracker", "medium", TimeSpan.FromSeconds(2)),
        new("amqp", "recovery-reset-10", TimeSpan.FromSeconds(1)),
    ];

    // What a client does, where it connects and what befalls it belongs to one system; what is measured, judged and written is the same for all.
    private static readonly string[] OfOneSystem = [RunKnobs.Load, RunKnobs.Target, RunKnobs.Faults];

    /// <summary>Reads the command line; throws <see cref="ComplaintException"/> with everything that is wrong with it.</summary>
    public static RunRequest Read(ParseResult parsed, RunKnobs knobs, Composition composition, IReadOnlyList<string> arguments)
    {
        var values = new ValueReader(parsed, Command);
        var options = RunOptions.Read(values, knobs);
        Refuse(values, knobs);
        if (values.Complaints.Count == 0 && values.Time(knobs.Duration, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7)) is { } duration && duration < Shortest)
        {
            values.Refuse(knobs.Duration, $"{Durations.Format(duration)} is too short: one of the systems is disturbed after 3 s", $"write --duration {Durations.Format(Shortest)} or more, or run the systems one by one");
        }

        PlannedRun[] runs = values.Complaints.Count > 0 ? [] : [.. PartsOf(composition).Select(part => Plan(part, values, knobs, composition, arguments)).OfType<PlannedRun>()];
        RunRequest.Validate(values, knobs, [.. runs.Select(run => run.Scenario)], Command);
        Complaint[] complaints = [.. values.Complaints.Distinct()];
        return complaints.Length > 0
            ? throw new ComplaintException(complaints)
            : new RunRequest { Title = Word, Runs = runs, Suite = SuiteKind.Systems, Options = options };
    }

    // A program of somebody else's has other systems; of those the first profile shows what they are.
    private static Part[] PartsOf(Composition composition) => Parts.Any(part => composition.Systems.Any(system => system.Info.Name == part.System))
        ? Parts
        : [.. composition.Systems.Select(system => new Part(system.Info.Name, system.Profiles[0].Name, system.Profiles[0].WarmUp))];

    private static PlannedRun? Plan(Part part, ValueReader values, RunKnobs knobs, Composition composition, IReadOnlyList<string> arguments)
    {
        if (composition.Systems.FirstOrDefault(each => each.Info.Name == part.System) is not { } system || system.Profiles.FirstOrDefault(each => each.Name == part.Profile) is not { } profile)
        {
            return null;
        }

        Scenario scenario = ScenarioReader.Read(values, knobs, Scenario.Of(system, profile) with { Duration = Usual, WarmUp = part.WarmUp });

        // The page of each says how to repeat that run alone.
        string line = RepeatLine.Of(
        [
            "run", part.System, "--profile", part.Profile, .. Unless(knobs.Duration, scenario.Duration), .. Unless(knobs.Warmup, scenario.WarmUp), .. arguments.Where(argument => argument != Word),
        ], composition.Typed);
        return new PlannedRun(scenario with { CommandLine = line }, part.System);

        string[] Unless(Knob<string?> knob, TimeSpan time) => values.Given(knob) ? [] : [knob.Name, Durations.Format(time)];
    }

    private static void Refuse(ValueReader values, RunKnobs knobs)
    {
        Option[] forAll = [knobs.Duration, knobs.Warmup, knobs.Seed, knobs.Timeout, knobs.ConnectTimeout, knobs.ProfileTarget, knobs.Threshold, knobs.Strict];
        foreach (Option option in knobs.All.Where(option => (OfOneSystem.Contains(((IKnob)option).Group) || option == knobs.Against) && !forAll.Contains(option) && values.Given(option)))
        {
            values.Refuse(option, $"{option.Name} belongs to one system, and `{Command}` drives them all", $"leave it out, or name a system: `millrace run gateway {option.Name} ...`");
        }
    }

    private sealed record Part(string System, string Profile, TimeSpan WarmUp);
}
