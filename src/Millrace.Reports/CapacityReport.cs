using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>What a search for capacity found: the sentence, the steps and the knee, for every format to print or draw.</summary>
public static class CapacityReport
{
    /// <summary>The result as one sentence or two: bounds, or why there are none.</summary>
    public static string Sentence(CapacityResult capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        string why = capacity.Ended.Length > 0 ? $" The search ended because {capacity.Ended}." : "";
        return (capacity.Sustained, capacity.Missed) switch
        {
            ({ } held, _) when capacity.GeneratorLimited => $"At least {Load(capacity, held)} meet {capacity.Slo}, generator-limited: how much more the target holds is not known.{why}",
            ({ } held, { } missed) => $"{Load(capacity, held)} meet {capacity.Slo}, and {Load(capacity, missed)} do not.{why}",
            ({ } held, null) => $"At least {Load(capacity, held)} meet {capacity.Slo}; no load that was tried is known to miss it.{why}",
            _ when capacity.Steps.Count > 0 && capacity.GeneratorLimited => $"No capacity was found: the generator was the limit at every load down to {Load(capacity, capacity.Steps.Min(step => step.Load))}.{why}",
            _ when capacity.Steps.Count > 0 => $"No load met {capacity.Slo}; the smallest that was tried is {Load(capacity, capacity.Steps.Min(step => step.Load))}.{why}",
            _ => $"Nothing was tried.{why}",
        };
    }

    /// <summary>A load with its unit.</summary>
    public static string Load(CapacityResult capacity, double load)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        return load.ToString("#,0.##", CultureInfo.InvariantCulture) + (capacity.Axis == "clients" ? " clients" : "/s");
    }

    /// <summary>The word for what a step comes to.</summary>
    public static string Of(CapacityOutcome outcome) => outcome switch
    {
        CapacityOutcome.Met => "met",
        CapacityOutcome.Missed => "missed",
        CapacityOutcome.GeneratorLimited => "generator-limited",
        _ => "unclear",
    };

    /// <summary>Every step in the order it was taken.</summary>
    public static MarkdownTable Steps(CapacityResult capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        var table = new MarkdownTable(">step", $">{Axis(capacity)}", ">answered", ">p50 (ms)", ">p95 (ms)", ">p99 (ms)", ">errors", ">target CPU", "objective", "why", "folder");
        for (int i = 0; i < capacity.Steps.Count; i++)
        {
            CapacityStep step = capacity.Steps[i];
            table.Row(
                Figures.Count(i + 1), step.Load.ToString("#,0.##", CultureInfo.InvariantCulture), Figures.Rate(step.AchievedPerSecond), Figures.Number(step.P50Ms), Figures.Number(step.P95Ms), Figures.Number(step.P99Ms),
                step.ErrorPercent is { } errors ? Figures.Share(errors, 100) : Figures.None, step.TargetCpuPercent is { } cpu ? Figures.Number(cpu) + " %" : Figures.None, Of(step.Outcome), step.Reason ?? "",
                step.Folder);
        }

        return table;
    }

    /// <summary>The runs of the headroom rules.</summary>
    public static MarkdownTable Headroom(CapacityResult capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        var table = new MarkdownTable("run", $">{Axis(capacity)}", ">answered", ">p50 (ms)", ">p95 (ms)", ">p99 (ms)", ">errors", ">target CPU", "objective", "folder");
        foreach (HeadroomResult each in capacity.Headroom)
        {
            CapacityStep run = each.Run;
            table.Row(
                each.Name, run.Load.ToString("#,0.##", CultureInfo.InvariantCulture), Figures.Rate(run.AchievedPerSecond), Figures.Number(run.P50Ms), Figures.Number(run.P95Ms), Figures.Number(run.P99Ms),
                run.ErrorPercent is { } errors ? Figures.Share(errors, 100) : Figures.None, run.TargetCpuPercent is { } cpu ? Figures.Number(cpu) + " %" : Figures.None, Of(run.Outcome), run.Folder);
        }

        return table;
    }

    /// <summary>
    /// The knee's points, for every format to draw: the loads in their order, each as the median of its runs. Runs that say nothing of the target are left out, and so is what lies so far
    /// beyond the knee that everything before it would look flat.
    /// </summary>
    public static IReadOnlyList<CapacityStep> Knee(CapacityResult capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        return
        [
            .. capacity.Steps.Concat(capacity.Headroom.Select(each => each.Run))
                .Where(step => step.Outcome is CapacityOutcome.Met or CapacityOutcome.Missed && double.IsFinite(step.Load) && !(step.Load > capacity.Sustained * 2))
                .GroupBy(step => step.Load).OrderBy(group => group.Key).Select(group => new CapacityStep
                {
                    Folder = group.Last().Folder,
                    Load = group.Key,
                    AchievedPerSecond = Median(group, step => step.AchievedPerSecond) ?? 0,
                    P50Ms = Median(group, step => step.P50Ms),
                    P95Ms = Median(group, step => step.P95Ms),
                    P99Ms = Median(group, step => step.P99Ms),

                    // What the search came to, where it came to something; else what most runs say.
                    Outcome = group.Key <= capacity.Sustained ? CapacityOutcome.Met
                        : group.Key >= capacity.Missed || group.Count(step => step.Outcome == CapacityOutcome.Missed) * 2 >= group.Count() ? CapacityOutcome.Missed
                        : CapacityOutcome.Met,
                }),
        ];
    }

    /// <summary>
    /// The knee: response times over the load, and what was answered of it; see <see cref="Knee"/>.
    /// </summary>
    public static IReadOnlyList<ResultChart> Charts(CapacityResult capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        IReadOnlyList<CapacityStep> loads = Knee(capacity);
        if (loads.Count == 0)
        {
            return [];
        }

        string[] labels = [.. loads.Select(step => step.Load.ToString("#,0.##", CultureInfo.InvariantCulture))];
        return
        [
            new ResultChart
            {
                Name = "knee", Title = $"Response time over {(capacity.Axis == "clients" ? "clients" : "offered rate")}", Axis = "ms", Labels = labels,
                Series = [Series("p50", step => step.P50Ms), Series("p95", step => step.P95Ms), Series("p99", step => step.P99Ms)],
            },
            new ResultChart
            {
                Name = "goodput", Title = $"Answered over {(capacity.Axis == "clients" ? "clients" : "offered rate")}", Axis = "answered per second", Labels = labels,
                Series = [Series("answered", step => step.AchievedPerSecond)],
            },
        ];

        ChartSeries Series(string name, Func<CapacityStep, double?> of) => new(name, [.. loads.Select(of)]);
    }

    /// <summary>The result for a terminal: the sentence, a line for each load, and what the headroom runs say.</summary>
    public static string RenderText(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        CapacityResult capacity = suite.Capacity ?? throw new ArgumentException("The suite is no search for capacity.", nameof(suite));
        var table = new TextTable();
        table.Row(Axis(capacity), "runs", "answered", "p50", "p99", "target CPU", "objective");
        foreach (IGrouping<double, CapacityStep> load in capacity.Steps.GroupBy(step => step.Load).OrderBy(group => group.Key))
        {
            // Medians, as in the knee: of the runs that say something, where there are any.
            CapacityStep[] told = [.. load.Where(step => step.Outcome is CapacityOutcome.Met or CapacityOutcome.Missed)];
            IEnumerable<CapacityStep> runs = told.Length > 0 ? told : load;
            table.Row(
                load.Key.ToString("#,0.##", CultureInfo.InvariantCulture), Figures.Count(load.Count()), Figures.Rate(Median(runs, step => step.AchievedPerSecond) ?? 0), Figures.Milliseconds(Median(runs, step => step.P50Ms)),
                Figures.Milliseconds(Median(runs, step => step.P99Ms)), Median(runs, step => step.TargetCpuPercent) is { } cpu ? Figures.Number(cpu) + " %" : Figures.None, string.Join(", ", load.Select(step => Of(step.Outcome))));
        }

        string headroom = string.Concat(capacity.Headroom.Select(each => each.Text).Concat(capacity.Remarks ?? []).Select(line => $"\n{line}\n"));
        return $"{Sentence(capacity)}\n\n{table}{headroom}";
    }

    private static string Axis(CapacityResult capacity) => capacity.Axis == "clients" ? "clients" : "offered (/s)";

    private static double? Median(IEnumerable<CapacityStep> steps, Func<CapacityStep, double?> of)
    {
        double[] ordered = [.. steps.Select(of).OfType<double>().Order()];
        return ordered.Length == 0 ? null : (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
