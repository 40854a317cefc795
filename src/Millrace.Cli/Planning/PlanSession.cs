using Millrace.Cli.Running;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli.Planning;

/// <summary>Carries out `--dry-run`: every check that needs nothing started, and the plan of each run. Nothing is driven and nothing written.</summary>
internal sealed class PlanSession(RunRequest request, Terminal terminal)
{
    public int Run()
    {
        string output = ResultsPlace.Planned(request.Options.OutputFolder, request.Title, request.Suite is null ? request.Runs[0].Scenario.Profile.Name : SuiteName(request.Suite.Value));
        (PlannedRun Run, RunPlan Plan, PlanFacts Facts)[] plans = [.. request.Runs.Select(run => (run, Plan: PlanOf(run), run.Folder)).Select(each => (each.run, each.Plan, PlanFacts.Of(each.Plan, request.Suite is null ? null : each.Folder)))];
        if (request.Options.Json)
        {
            terminal.Out.Write(new PlanFile { Suite = request.Suite?.ToString().ToLowerInvariant(), Output = output, Runs = [.. plans.Select(each => each.Facts)] }.Render());
            return (int)ExitCode.Ok;
        }

        // Repeats differ in nothing but their folder and perhaps their seed.
        foreach ((PlannedRun run, RunPlan plan, PlanFacts facts) in request.Suite == SuiteKind.Repeats ? plans[..1] : plans)
        {
            string title = request.Suite == SuiteKind.Repeats
                ? $"plan: {facts.System} {facts.Profile}, {request.Runs.Count} times{(plans[^1].Facts.Seed != facts.Seed ? $", with the seeds {facts.Seed} to {plans[^1].Facts.Seed}" : "")}"
                : $"plan: {facts.System} {facts.Profile}{(request.Suite is null || run.Folder == facts.Profile ? "" : $", run {run.Folder}")}";
            terminal.Out.Write(PlanText.Render(plan, facts, title));
            terminal.Out.Write("\n");
        }

        terminal.Out.Write($"output      {output}{(request.Suite is null ? "" : $" with {Words.List(request.Runs.Take(3).Select(run => run.Folder + "/"))}{(request.Runs.Count > 3 ? " and so on" : "")}")}\n");
        TimeSpan together = request.Runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Scenario.WarmUp + run.Scenario.Duration);
        terminal.Out.Write($"time        {Durations.Format(together)} under load, and some seconds to start, connect and drain{(request.Runs.Count > 1 ? " each" : "")}\n");
        terminal.Out.Write("machine     can open the connections that this needs; `millrace doctor` judges it further\n\nNothing was started. Without --dry-run this runs.\n");
        return (int)ExitCode.Ok;
    }

    /// <summary>The word for a suite in its folder's name.</summary>
    private static string SuiteName(SuiteKind kind) => kind is SuiteKind.Profiles or SuiteKind.Systems ? "suite" : kind.ToString().ToLowerInvariant();

    private static RunPlan PlanOf(PlannedRun run)
    {
        try
        {
            return Lab.PlanAsync(run.Scenario, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (LabException failure)
        {
            throw new ComplaintException(LabComplaints.Of(failure, run.Scenario));
        }
    }
}
