using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>
/// What a finished run says about its load. Meeting the objective takes more than its thresholds: what was offered must have been started and answered within the run, or the
/// figures are those of a smaller load.
/// </summary>
public static class StepJudge
{
    /// <summary>What must at least become of the offered load within the run, as a share.</summary>
    public const double Goodput = 0.99;

    private const double EasyCloseness = 0.3;
    private const double EasyGenerator = 40;
    private const double EasyTarget = 30;

    /// <summary>Judges a run. Pure.</summary>
    public static StepFinding Judge(RunFile run, Objective objective)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(objective);
        if (run.Verdict.Ending is RunEnding.Interrupted or RunEnding.Running or RunEnding.Crashed)
        {
            return new StepFinding(CapacityOutcome.Unclear) { Reason = "the run did not reach its end" };
        }

        if (run.Verdict.Ending == RunEnding.TargetDied)
        {
            return new StepFinding(CapacityOutcome.Missed) { Reason = "the target died" };
        }

        if (run.Accounting.Sent == 0)
        {
            return new StepFinding(CapacityOutcome.Unclear) { Reason = "nothing was sent" };
        }

        string? miss = Shortfall(run, objective) ?? Threshold(run, objective, ThresholdOutcome.Fail) ?? Invariant(run);
        double? closeness = objective.ClosenessOf(run);
        if (miss is null && Threshold(run, objective, ThresholdOutcome.NotMeasured) is { } unknown)
        {
            return new StepFinding(CapacityOutcome.Unclear) { Reason = unknown };
        }

        GeneratorResult generator = run.Generator;
        bool isClosed = run.Parameters.LoadModel.Kind is LoadModelKind.Closed or LoadModelKind.Flood;
        string why = generator.Reasons.Count > 0 ? generator.Reasons[0] : "its own limits";
        if (miss is null)
        {
            // Under a schedule the generator's own delays are part of every response time, so what is met is met. Clients that wait for their answers are another matter: a slow generator
            // makes them ask less.
            return isClosed && generator.Verdict == GeneratorVerdict.GeneratorLimited
                ? new StepFinding(CapacityOutcome.GeneratorLimited) { Reason = $"met, but the generator was the limit: {why}" }
                : new StepFinding(CapacityOutcome.Met) { Closeness = closeness, IsEasy = IsEasy(run, closeness), Reason = closeness is { } share ? Text($"{share:0%} of the nearest limit") : null };
        }

        return generator switch
        {
            { Verdict: GeneratorVerdict.GeneratorLimited } => new StepFinding(CapacityOutcome.GeneratorLimited) { Reason = $"{miss}, but the generator was the limit: {why}" },
            { Disturbed: true } => new StepFinding(CapacityOutcome.Unclear) { Reason = $"{miss}, but the machine was disturbed: {why}" },
            { Verdict: GeneratorVerdict.Inconclusive } when isClosed => new StepFinding(CapacityOutcome.GeneratorLimited) { Reason = $"{miss}, and the generator may have been the limit: {why}" },
            { SaturatedSide: SaturatedSide.Neither } when ClientsJudge.AllBusy(run, objective) => new StepFinding(CapacityOutcome.GeneratorLimited) { Reason = Text($"{miss}, but all {run.Parameters.Clients:#,0} clients were busy, and each answer came in time once its message was sent: more --clients may hold this load") },
            { SaturatedSide: SaturatedSide.Neither } => new StepFinding(CapacityOutcome.Missed) { Closeness = closeness, Reason = $"{miss}; neither side used up its processors" },
            _ => new StepFinding(CapacityOutcome.Missed) { Closeness = closeness, Reason = miss },
        };
    }

    // What was offered and not carried out, in words; null where nearly all was.
    private static string? Shortfall(RunFile run, Objective objective)
    {
        Accounting account = run.MeasuredAccounting();
        if (account.Due == 0)
        {
            return null;
        }

        double started = account.Sent / (double)account.Due;
        if (started < Goodput)
        {
            return Text($"{1 - started:0.#%} of the starts could not happen in time");
        }

        // Those that a condition allows count as answered here: the condition judges them.
        double answered = (account.Ok + objective.Allowed(account)) / (double)account.Due;
        if (answered < Goodput)
        {
            return Text($"{1 - answered:0.#%} were not answered rightly");
        }

        HashSet<string> measured = [.. run.Phases.Where(phase => phase.Measured).Select(phase => phase.Name)];
        // Of those that were answered rightly in the end, how many within the step. Not of all that were due: the others were judged above.
        double offered = run.Phases.Where(phase => phase.Measured).Sum(phase => phase.EndSeconds - phase.StartSeconds) is > 0 and var seconds ? account.Ok / seconds : 0;
        SeriesPoint[] points = [.. run.Series.Where(point => measured.Contains(point.Phase))];
        double spans = points.Sum(point => point.SpanSeconds);
        double achieved = spans > 0 ? points.Sum(point => point.OkPerSecond * point.SpanSeconds) / spans : offered;
        return run.Parameters.LoadModel.Kind is LoadModelKind.Closed or LoadModelKind.Flood || achieved >= offered * Goodput
            ? null
            : Text($"a queue grew: {achieved:#,0.#}/s were answered of {offered:#,0.#}/s");
    }

    private static string? Threshold(RunFile run, Objective objective, ThresholdOutcome outcome) => run.Thresholds
        .Where(result => result.Outcome == outcome && objective.Thresholds.Any(part => part.Expression == result.Expression))
        .Select(result => result.Observed is { } observed
            ? Text($"{result.Expression}: {observed:#,0.###}{(result.Unit is { Length: > 0 } unit ? " " + unit : "")}")
            : $"{result.Expression}: {result.Remark}")
        .FirstOrDefault();

    private static string? Invariant(RunFile run) =>
        run.Invariants.Where(invariant => invariant.Value > 0).Select(invariant => Text($"invariant {invariant.Key} was violated {invariant.Value} times")).FirstOrDefault();

    private static bool IsEasy(RunFile run, double? closeness) =>
        closeness is null or < EasyCloseness && run.Generator.Usage?.CpuPercentMean is null or < EasyGenerator && run.Target.Usage?.CpuPercentMean is < EasyTarget;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
