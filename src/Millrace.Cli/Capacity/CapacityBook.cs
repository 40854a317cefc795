using Millrace.Cli.Running;
using Millrace.Engine.Capacity;
using Millrace.Results;

namespace Millrace.Cli.Capacity;

/// <summary>What a search comes to while its steps finish one after another.</summary>
internal sealed class CapacityBook(CapacityRequest request, CapacitySearch search, DateTimeOffset began)
{
    private readonly SuiteBook _suite = new(request.Basis.System.Info.Name, SuiteKind.Capacity, began, null);
    private readonly List<CapacityStep> _steps = [];
    private readonly List<HeadroomResult> _headroom = [];
    private readonly List<string> _remarks = [];

    /// <summary>What stands behind a load: "/s", or " clients".</summary>
    public string Unit { get; } = request.Axis == CapacityRequest.Rate ? "/s" : " clients";

    /// <summary>Whether any step was taken.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>The search so far.</summary>
    public SuiteFile File => _suite.File with
    {
        Outcome = Outcome,
        Capacity = new CapacityResult
        {
            Slo = request.Objective.ToString(),
            Axis = request.Axis,
            Sustained = search.Sustained,
            Missed = search.Missed,
            GeneratorLimited = search.GeneratorLimited,
            Ended = search.Ended ?? "the search was not over when this was written",
            Expected = request.Expected,
            Steps = [.. _steps],
            Headroom = [.. _headroom],
            Remarks = _remarks.Count > 0 ? [.. _remarks] : null,
        },
    };

    // That a load was not seen to hold does not say that it was missed: the search may have ended before it.
    private VerdictOutcome Outcome => search switch
    {
        { Sustained: { } held } when request.AtLeast is { } wanted => held >= wanted ? VerdictOutcome.Pass : search.Missed <= wanted ? VerdictOutcome.Fail : VerdictOutcome.Partial,
        { Sustained: null, Missed: not null } => VerdictOutcome.Fail,
        { Sustained: null } => VerdictOutcome.NotMeasured,
        { IsComplete: true, GeneratorLimited: false } => VerdictOutcome.Pass,
        _ => VerdictOutcome.Partial,
    };

    /// <summary>Keeps what was asked for and not done.</summary>
    public void Remark(string sentence) => _remarks.Add(sentence);

    /// <summary>Keeps a finished step of the search.</summary>
    public CapacityStep Add(string folder, double load, RunFile run, StepFinding finding, DateTimeOffset now)
    {
        CapacityStep step = Step(folder, load, run, finding, now);
        _steps.Add(step);
        return step;
    }

    /// <summary>Keeps the run at half of the capacity.</summary>
    public HeadroomResult AddHalf(string folder, double load, RunFile run, StepFinding finding, DateTimeOffset now) =>
        Keep(Headroom.OfHalf(Step(folder, load, run, finding, now), _steps.LastOrDefault(step => step.Load == search.Sustained && step.Outcome == CapacityOutcome.Met), Unit));

    /// <summary>Keeps the run at twice the expected load.</summary>
    public HeadroomResult AddExpected(string folder, double load, RunFile run, StepFinding finding, DateTimeOffset now) =>
        Keep(Headroom.OfExpected(Step(folder, load, run, finding, now), request.Expected!.Value, search.Sustained, Unit));

    private HeadroomResult Keep(HeadroomResult result)
    {
        _headroom.Add(result);
        return result;
    }

    private CapacityStep Step(string folder, double load, RunFile run, StepFinding finding, DateTimeOffset now)
    {
        _suite.Add(folder, run, now);
        SuiteRun line = SuiteRun.From(folder, run);
        return new CapacityStep
        {
            Folder = folder,
            Load = load,
            AchievedPerSecond = line.RatePerSecond,
            P50Ms = line.P50Ms,
            P95Ms = line.P95Ms,
            P99Ms = line.P99Ms,
            ErrorPercent = line.ErrorPercent,
            TargetCpuPercent = line.TargetCpuPercent,
            Outcome = finding.Outcome,
            Reason = finding.Reason,
        };
    }
}
