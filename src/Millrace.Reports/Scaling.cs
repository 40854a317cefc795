using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>How a target scales over the runs of a sweep: what was expected of each, what was measured, and a verdict.</summary>
public static class Scaling
{
    // Of the target's cores, by the field's rule of thumb: latency is flat until one half to two thirds are used, and steep from four fifths on.
    private const double Idle = 50, Flat = 70, Steep = 80;
    private const double NearLinear = 0.85, Sublinear = 0.6;
    private const double MuchSlower = 1.5, LeastMs = 0.5;
    private const double ManyErrors = 1;

    /// <summary>What is expected of any target, as the report states it.</summary>
    public const string Expected =
        """
        **Expected scaling:**

        - The rate grows nearly linearly with the clients until the target's cores are busy, and with its cores from there on (efficiency 0.85 and more).
        - Latency stays flat until about 50-70 % of the target's cores are used.
        - Above 80 % latency grows steeply: more clients wait longer, they are not answered faster.
        - A rate that no longer grows while less than 50 % of the cores are used means contention for a lock, I/O, or a limit beside the processor.
        """;

    /// <summary>The table of a sweep; ratios are to its smallest run, efficiency to the run with as many clients on the fewest cores.</summary>
    public static MarkdownTable Table(SuiteFile sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var table = new MarkdownTable(
            ">clients", ">target cores", ">ok per second", ">p50 (ms)", ">p95 (ms)", ">errors", ">target CPU", ">rate to smallest", ">efficiency per core", "expected", "verdict", "generator");
        SuiteRun? smallest = Smallest(sweep.Runs);
        foreach (SuiteRun run in sweep.Runs)
        {
            table.Row(
                Figures.Count(run.Clients), Figures.Count((long?)run.TargetCores), Headline.MarkOf(IsLimited(run)) + Figures.Number(run.RatePerSecond), Figures.Number(run.P50Ms), Figures.Number(run.P95Ms),
                run.ErrorPercent is { } errors ? Figures.Share(errors, 100) : Figures.None, Used(run) is { } used ? used.ToString("0", System.Globalization.CultureInfo.InvariantCulture) + " %" : Figures.None, Figures.Factor(smallest!.RatePerSecond, run.RatePerSecond),
                Efficiency(OnFewestCores(sweep.Runs, run), run) is { } efficiency ? Figures.Number(efficiency) : Figures.None, ExpectedOf(run), Verdict(sweep.Runs, run), Phrases.Of(run.GeneratorVerdict));
        }

        return table;
    }

    /// <summary>What a run shows beside the next smaller one of its kind, in a few words.</summary>
    internal static string Verdict(IReadOnlyList<SuiteRun> runs, SuiteRun run)
    {
        if (run.Ending != RunEnding.Completed)
        {
            return run.Ending == RunEnding.TargetDied ? "the target died" : "incomplete";
        }

        if (run.SharesCores == true)
        {
            return "shares a core with the generator: not judged";
        }

        if (IsLimited(run))
        {
            return "not judged: the generator was the limit";
        }

        if (run.GeneratorVerdict != GeneratorVerdict.Valid)
        {
            return "not judged: the generator's verdict is inconclusive";
        }

        if (run.ErrorPercent > ManyErrors)
        {
            return $"overloaded: {Figures.Share(run.ErrorPercent.Value, 100)} errors";
        }

        SuiteRun? fewerCores = runs.Where(other => other.Clients == run.Clients && other.TargetCores < run.TargetCores).MaxBy(other => other.TargetCores);
        SuiteRun? fewerClients = runs.Where(other => other.TargetCores == run.TargetCores && other.Clients < run.Clients).MaxBy(other => other.Clients);
        return (fewerCores, fewerClients) switch
        {
            ({ } before, _) => OverCores(before, run),
            (_, { } before) => OverClients(before, run),
            _ => Used(run) >= Steep ? "the smallest; its cores are busy already" : "the smallest: the others are held against it",
        };
    }

    private static string OverCores(SuiteRun before, SuiteRun run)
    {
        double efficiency = Efficiency(before, run) ?? 0;
        return efficiency switch
        {
            _ when WhyNoMeasure(before) is { } why => $"not judged: the run on fewer cores {why}",
            _ when Used(run) is null => "the target's CPU share is not known",
            >= NearLinear => "near linear over cores",
            _ when Used(run) < Flat => "the load does not use the added cores: add clients",
            >= Sublinear => "sublinear over cores",
            _ => "POOR over cores: contention, or one core does most of the work",
        };
    }

    private static string OverClients(SuiteRun before, SuiteRun run)
    {
        double clients = (double)run.Clients / before.Clients;
        double rate = before.RatePerSecond > 0 ? run.RatePerSecond / before.RatePerSecond : 0;
        bool slower = run.P95Ms > before.P95Ms * MuchSlower && run.P95Ms - before.P95Ms > LeastMs;
        bool ownPace = run.Load is LoadModelKind.Closed or LoadModelKind.Flood;
        return Used(run) switch
        {
            _ when WhyNoMeasure(before) is { } why => $"not judged: the run with fewer clients {why}",
            null => "the target's CPU share is not known",
            >= Steep => slower ? "saturated: latency grows, as expected" : "saturated, latency still flat",
            < Idle when ownPace && rate < 1 + ((clients - 1) / 4) => "UNEXPECTED: the rate does not grow though the cores are idle: contention or I/O",
            < Flat when slower => "UNEXPECTED: latency grows though the cores are free: contention or I/O",
            _ when slower => "latency begins to grow",
            _ => "as expected",
        };
    }

    private static string ExpectedOf(SuiteRun run) => Used(run) switch
    {
        null => Figures.None,
        < Flat => "latency flat",
        < Steep => "latency begins to rise",
        _ => "latency steep, rate at its limit",
    };

    // Why nothing can be held against a run, or null where it can.
    private static string? WhyNoMeasure(SuiteRun run) => run switch
    {
        { Ending: not RunEnding.Completed } => "did not run to its end",
        { SharesCores: true } => "shared a core with the generator",
        { GeneratorVerdict: GeneratorVerdict.GeneratorLimited } => "was limited by the generator",
        { GeneratorVerdict: not GeneratorVerdict.Valid } => "has no conclusive verdict on its generator",
        _ => null,
    };

    // Of the cores that it has; null where they are unknown, as an external target's are.
    private static double? Used(SuiteRun run) => run.TargetCpuPercent / run.TargetCores;

    // How much of what it would have on its added cores, if each did as much as those of the run on fewer.
    private static double? Efficiency(SuiteRun fewer, SuiteRun run) =>
        fewer is { RatePerSecond: > 0, TargetCores: > 0 } && run.TargetCores > 0 ? run.RatePerSecond / run.TargetCores / (fewer.RatePerSecond / fewer.TargetCores) : null;

    private static SuiteRun OnFewestCores(IReadOnlyList<SuiteRun> runs, SuiteRun run) =>
        runs.Where(other => other.Clients == run.Clients && other.TargetCores <= run.TargetCores).MinBy(other => other.TargetCores) ?? run;

    private static SuiteRun? Smallest(IReadOnlyList<SuiteRun> runs) => runs.OrderBy(run => run.TargetCores ?? 0).ThenBy(run => run.Clients).FirstOrDefault();

    private static bool IsLimited(SuiteRun run) => run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited;
}
