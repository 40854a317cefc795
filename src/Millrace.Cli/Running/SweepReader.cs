using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Reads one `millrace sweep`: a suite of one scenario over client counts and the target's cores.</summary>
internal static class SweepReader
{
    private const string Command = "millrace sweep";

    private static readonly int[] UsualClients = [10, 100, 1000];

    /// <summary>Reads the command line; throws <see cref="ComplaintException"/> with everything that is wrong with it.</summary>
    public static RunRequest Read(ParseResult parsed, string system, SweepKnobs knobs, Composition composition, IReadOnlyList<string> arguments)
    {
        ISystemUnderLoad driven = composition.System(system, $"<system> of `{Command}`");
        var values = new ValueReader(parsed, Command);
        var options = RunOptions.Read(values, knobs.Run);
        IReadOnlyList<Profile> profiles = RunRequest.ReadProfiles(values, knobs.Run, driven.Profiles, Command, out bool isSuite);
        if (isSuite)
        {
            values.Refuse(knobs.Run.Profile, "a sweep varies clients and cores under one profile", "name one, or run the profiles as a suite with `millrace run`");
        }

        IReadOnlyList<int> clients = values.Wholes(knobs.Clients, 1, 1_000_000) ?? UsualClients;
        IReadOnlyList<int>? cores = ReadCores(values, knobs);
        Scenario basis = ScenarioReader.Read(values, knobs.Run, Scenario.Of(driven, profiles.Count > 0 ? profiles[0] : driven.Profiles[0])) with { CommandLine = RepeatLine.Of(["sweep", .. arguments], composition.Typed) };
        var runs = new List<PlannedRun>();
        SweepCores? split = cores is null ? null : SweepCores.For(Allowed(), cores.Max(), basis.GeneratorCpus);
        foreach (int? count in cores?.Select(each => (int?)each) ?? [null])
        {
            foreach (int each in clients)
            {
                runs.Add(new PlannedRun(
                    count is { } some ? basis with { Clients = each, GeneratorCpus = split!.Generator, TargetCpus = split.TargetOf(some) } : basis with { Clients = each },
                    string.Create(Words.Invariant, $"clients-{each}{(count is { } of ? $"-cores-{of}" : "")}")));
            }
        }

        RunRequest.Validate(values, knobs.Run, [.. runs.Select(run => run.Scenario)], Command);
        Complaint[] complaints = [.. values.Complaints.Distinct()];
        return complaints.Length > 0
            ? throw new ComplaintException(complaints)
            : new RunRequest { Title = driven.Info.Name, Runs = runs, Suite = SuiteKind.Sweep, Options = options };
    }

    private static IReadOnlyList<int>? ReadCores(ValueReader values, SweepKnobs knobs)
    {
        values.Exclude(knobs.TargetShards, knobs.Run.TargetAddress, "only an embedded target can be given cores");
        int most = Allowed().Count;
        return values.Wholes(knobs.TargetShards, 1, most) is { Count: > 0 } cores ? cores : null;
    }

    private static IReadOnlyList<int> Allowed() => CpuAffinity.Allowed()?.Cpus ?? [.. Enumerable.Range(0, Environment.ProcessorCount)];
}
