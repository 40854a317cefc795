using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Engine.Capacity;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Results;

namespace Millrace.Cli.Capacity;

/// <summary>Reads one `millrace capacity`.</summary>
internal static class CapacityReader
{
    private const string Command = "millrace capacity";
    private const double MostRate = 10_000_000;
    private const int MostClients = 1_000_000;
    private const double UsualRate = 1_000;
    private static readonly TimeSpan UsualStep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualWarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UsualBudget = TimeSpan.FromMinutes(15);

    /// <summary>Reads the command line; throws <see cref="ComplaintException"/> with everything that is wrong with it.</summary>
    public static CapacityRequest Read(ParseResult parsed, string system, CapacityKnobs knobs, Composition composition, IReadOnlyList<string> arguments)
    {
        ISystemUnderLoad driven = composition.System(system, $"<system> of `{Command}`");
        var values = new ValueReader(parsed, Command);
        RunOptions options = RunOptions.Read(values, knobs.Run);
        Objective? objective = ReadObjective(values, knobs);
        Profile profile = ReadProfile(values, knobs, driven);
        Scenario basis = Scenario.Of(driven, profile with { Faults = [], Thresholds = [], Iterations = null }) with { Duration = UsualStep, WarmUp = UsualWarmUp };
        basis = ScenarioReader.Read(values, knobs.Run, basis) with
        {
            Thresholds = [.. objective?.Thresholds.Select(threshold => threshold.Expression) ?? []],
            CommandLine = RepeatLine.Of(["capacity", .. arguments], composition.Typed),
        };
        string axis = ReadAxis(values, knobs, basis);
        bool byClients = axis == CapacityRequest.Clients;
        double most = byClients ? LargestClients(basis) : MostRate;
        double to = Math.Min(most, values.NumberFrom(knobs.To, 1, MostRate) ?? most);
        to = byClients ? Math.Floor(to) : to;
        double least = byClients ? 1 : 0.1;
        double from = values.NumberFrom(knobs.From, least, byClients ? most : MostRate) ?? Math.Min(to, UsualFrom(basis, byClients));
        from = byClients ? Math.Round(from) : from;
        if (from > to)
        {
            values.Refuse(knobs.To, string.Create(Words.Invariant, $"the search would begin at {from:0.##} and end at {to:0.##}"), "name a --to above --from");
        }

        if (byClients && values.Given(knobs.Run.Clients))
        {
            values.Refuse(knobs.Run.Clients, "the clients are what the search varies", "leave --clients out; --from and --to say where it begins and ends");
        }

        if (!byClients && values.Given(knobs.Run.Think))
        {
            values.Refuse(knobs.Run.Think, "clients that keep a schedule do not think", "leave --think out, or search by --by clients");
        }

        double? atLeast = values.Number(knobs.AtLeast, 0, MostRate);
        if (atLeast > to)
        {
            values.Refuse(knobs.AtLeast, string.Create(Words.Invariant, $"the search ends at {to:#,0.##}, so that {atLeast:#,0.##} can never be seen to hold"), "name a --to of that load or above");
        }

        CapacityPlan plan = new()
        {
            From = from,
            Least = byClients ? Math.Max(1, Math.Floor(from / 1000)) : Math.Max(least, from / 1000),
            Most = Math.Max(from, to),
            Wanted = atLeast is { } wanted && byClients ? Math.Ceiling(wanted) : atLeast,
            IsWhole = byClients,
            Precision = ReadPrecision(values, knobs),
            MaxSteps = (int)(values.Whole(knobs.MaxSteps, 1, 1_000) ?? 40),
        };
        TimeSpan budget = values.Time(knobs.Budget, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)) ?? UsualBudget;
        double? expected = values.Number(knobs.Expected, 0, MostRate);
        RunRequest.Validate(values, knobs.Run, [CapacityRequest.At(basis, axis, plan.From)], Command);
        Complaint[] complaints = [.. values.Complaints.Distinct()];
        return complaints.Length > 0
            ? throw new ComplaintException(complaints)
            : new CapacityRequest
            {
                Basis = basis,
                Objective = objective!,
                Axis = axis,
                Plan = plan,
                Budget = budget,
                AtLeast = atLeast,
                Expected = expected,
                Options = options,
            };
    }

    private static Objective? ReadObjective(ValueReader values, CapacityKnobs knobs)
    {
        if (values.Texts(knobs.Slo) is not { Count: > 0 } texts)
        {
            values.Refuse(knobs.Slo, "there is no objective to search by");
            return null;
        }

        try
        {
            return Objective.Parse(string.Join(", ", texts));
        }
        catch (ThresholdException wrong)
        {
            values.Refuse(knobs.Slo, wrong.Message);
            return null;
        }
    }

    private static Profile ReadProfile(ValueReader values, CapacityKnobs knobs, ISystemUnderLoad driven)
    {
        IReadOnlyList<Profile> profiles = RunRequest.ReadProfiles(values, knobs.Run, driven.Profiles, Command, out bool isSuite);
        Profile profile = profiles.Count > 0 ? profiles[0] : driven.Profiles[0];
        if (isSuite)
        {
            values.Refuse(knobs.Run.Profile, "a search varies the load of one profile", "name one");
        }
        else if (profile.Faults.Count > 0)
        {
            values.Refuse(knobs.Run.Profile, $"profile {profile.Name} disturbs its target ({profile.Faults[0]}), and capacity is what an undisturbed one holds", "name a profile without faults");
        }

        return profile;
    }

    private static string ReadAxis(ValueReader values, CapacityKnobs knobs, Scenario basis)
    {
        bool isOwnPace = basis.System.Subject(basis) is not null
            || basis.Load is Closed { ThinkTime: var think } && think > TimeSpan.Zero
            || basis.System.Info.Modes.FirstOrDefault(mode => mode.Name == basis.Mode)?.LoadFor is not null;
        if (values.Text(knobs.By) is not { } asked)
        {
            return isOwnPace ? CapacityRequest.Clients : CapacityRequest.Rate;
        }

        string[] axes = [CapacityRequest.Rate, CapacityRequest.Clients];
        if (!axes.Contains(asked))
        {
            values.Refuse(knobs.By, $"there is no axis \"{asked}\"{Nearest.Suggest(asked, axes)}", $"write {Words.List(axes, "or")}");
        }
        else if (asked == CapacityRequest.Rate && basis.System.Validate(CapacityRequest.At(basis, asked, UsualRate)) is { Count: > 0 } problems && basis.System.Validate(basis).Count == 0)
        {
            values.Refuse(knobs.By, $"{basis.System.Info.Name} cannot be driven at a given rate: {problems[0].TrimEnd('.')}", "search by the number of clients: --by clients");
        }
        else if (asked == CapacityRequest.Clients && basis.Load is ArrivalRate)
        {
            values.Refuse(knobs.By, $"{basis.Load} is a plan over all clients: more of them would share the same load", "search by rate, or name a profile whose clients each bring their own load");
        }

        return asked;
    }

    // What offers the profile's own load, a little below it, so that the first step holds as a rule.
    private static double UsualFrom(Scenario basis, bool byClients) => byClients
        ? Math.Max(1, basis.Clients / 10)
        : basis.Load is Paced paced ? Math.Max(1, paced.RatePerClient * basis.Clients / 2) : UsualRate;

    // Systems say what they cannot carry out; beyond some number of clients they do so for good.
    private static double LargestClients(Scenario basis)
    {
        if (basis.System.Validate(basis with { Clients = MostClients }).Count == 0 || basis.System.Validate(basis).Count > 0)
        {
            return MostClients;
        }

        int holds = basis.Clients, fails = MostClients;
        while (fails - holds > 1)
        {
            int middle = holds + ((fails - holds) / 2);
            (holds, fails) = basis.System.Validate(basis with { Clients = middle }).Count == 0 ? (middle, fails) : (holds, middle);
        }

        return holds;
    }

    private static double ReadPrecision(ValueReader values, CapacityKnobs knobs)
    {
        const double usual = 0.05;
        if (values.Text(knobs.Precision) is not { } text)
        {
            return usual;
        }

        if (double.TryParse(text.TrimEnd('%', ' '), System.Globalization.NumberStyles.AllowDecimalPoint, Words.Invariant, out double percent) && percent is >= 0.5 and <= 50)
        {
            return percent / 100;
        }

        values.Refuse(knobs.Precision, $"\"{text}\" is not a share from 0.5% to 50%");
        return usual;
    }
}
