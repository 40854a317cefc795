using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>What a run comes to: everything asked for, the identities and the invariants. Pure.</summary>
internal static class RunVerdict
{
    public static Verdict Of(
        IReadOnlyList<ThresholdResult> thresholds, IReadOnlyDictionary<string, long> invariants, IReadOnlyList<string> problems, RunEnding ending, long sent, bool isShort = false)
    {
        var reasons = new List<string>(problems);
        foreach (ThresholdResult missed in thresholds.Where(threshold => threshold.Outcome == ThresholdOutcome.Fail))
        {
            reasons.Add(missed.Observed is { } observed
                ? FormattableString.Invariant($"{missed.Expression} was not met: {observed:0.###}{(missed.Unit is { Length: > 0 } unit ? " " + unit : "")}")
                : $"{missed.Expression} was not met: {missed.Remark}");
        }

        foreach (ThresholdResult unknown in thresholds.Where(threshold => threshold.Outcome == ThresholdOutcome.NotMeasured))
        {
            reasons.Add($"{unknown.Expression} was not measured: {unknown.Remark}");
        }

        (string Name, long Count)[] violated = [.. invariants.Where(invariant => invariant.Value > 0).Select(invariant => (invariant.Key, invariant.Value))];
        reasons.AddRange(violated.Select(invariant => $"invariant {invariant.Name} was violated {invariant.Count} times"));
        bool failed = violated.Length > 0 || ending is RunEnding.TargetDied or RunEnding.Aborted || thresholds.Any(threshold => threshold.Outcome == ThresholdOutcome.Fail);
        bool incomplete = isShort || ending == RunEnding.Interrupted || thresholds.Any(threshold => threshold.Outcome is ThresholdOutcome.NotMeasured or ThresholdOutcome.Partial);
        return new Verdict
        {
            Outcome = failed ? VerdictOutcome.Fail : sent == 0 ? VerdictOutcome.NotMeasured : incomplete ? VerdictOutcome.Partial : VerdictOutcome.Pass,
            Reasons = reasons,
            Ending = ending,
        };
    }
}
