using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Junit;

/// <summary>The tests that a run's judgement is made of.</summary>
internal static class JunitCases
{
    private static readonly string[] Identities = ["due", "sent", "received"];

    /// <summary>All tests of a run, the end of it first; a run that failed has a test that failed.</summary>
    public static IReadOnlyList<JunitCase> Of(RunFile run)
    {
        List<JunitCase> cases = [Generator(run), .. run.Thresholds.Select(Threshold), .. run.Invariants.Select(Invariant), .. Account(run)];
        cases.Insert(0, End(run, cases.Any(each => each.Outcome is JunitOutcome.Failed or JunitOutcome.Error)));
        return cases;
    }

    public static JunitCase Invariant(KeyValuePair<string, long> invariant) => invariant.Value == 0
        ? new JunitCase("invariants", invariant.Key, JunitOutcome.Passed)
        : new JunitCase("invariants", invariant.Key, JunitOutcome.Failed, $"violated {Figures.Count(invariant.Value)} times");

    /// <summary>What a search for capacity came to: its one test.</summary>
    public static JunitCase Capacity(SuiteFile suite, CapacityResult capacity) => new("capacity", $"capacity at {capacity.Slo}", suite.Outcome switch
    {
        VerdictOutcome.Pass => JunitOutcome.Passed,
        VerdictOutcome.Fail => JunitOutcome.Failed,
        VerdictOutcome.Partial => JunitOutcome.Skipped,
        _ => JunitOutcome.Error,
    }, CapacityReport.Sentence(capacity));

    /// <summary>A suite that failed for something that no run has a test for.</summary>
    public static JunitCase Whole { get; } = new("run", "the suite as a whole", JunitOutcome.Failed, "the suite's verdict is FAIL, and no test of its runs says why: see its report");

    private static JunitCase End(RunFile run, bool anotherFailed)
    {
        const string Name = "the run ends in order";
        string reasons = string.Join("\n", run.Verdict.Reasons);
        return run.Verdict.Ending switch
        {
            // Whatever failed it has a test of its own, as a rule; where it has none, this one must not let it pass.
            RunEnding.Completed when run.Verdict.Outcome == VerdictOutcome.Fail && !anotherFailed => new JunitCase("run", Name, JunitOutcome.Failed, reasons.Length > 0 ? reasons : "the verdict is FAIL"),
            // The threshold that ended it failed, and nothing is broken.
            RunEnding.Aborted => new JunitCase("run", Name, JunitOutcome.Failed, string.Join("\n", ((string?[])[Phrases.Ending(run), reasons]).Where(text => !string.IsNullOrEmpty(text)))),
            RunEnding.Completed => new JunitCase("run", Name, JunitOutcome.Passed, $"verdict: {Phrases.Of(run.Verdict.Outcome)}"),
            _ => new JunitCase("run", Name, JunitOutcome.Error, string.Join("\n", ((string?[])[Phrases.Ending(run) ?? "the run did not end in order", reasons]).Where(text => !string.IsNullOrEmpty(text)))),
        };
    }

    private static JunitCase Generator(RunFile run)
    {
        const string Name = "the generator keeps up";
        string why = string.Join("\n", [Phrases.Meaning(run.Generator), .. run.Generator.Reasons]);
        return run.Generator.Verdict switch
        {
            GeneratorVerdict.Valid => new JunitCase("generator", Name, JunitOutcome.Passed, why),

            // As the exit code: an error only where somebody relies on the figures.
            GeneratorVerdict.GeneratorLimited when IsStrict(run) => new JunitCase("generator", Name, JunitOutcome.Failed, $"generator-limited: {why}"),
            _ => new JunitCase("generator", Name, JunitOutcome.Skipped, $"{Phrases.Of(run.Generator.Verdict)}: {why}"),
        };
    }

    // Files of older versions do not say it, but they have the command.
    private static bool IsStrict(RunFile run) => run.Parameters.Strict ??
        (run.Thresholds.Any(threshold => threshold.Source == "user") || run.Parameters.CommandLine?.Split(' ').Contains("--strict") == true);

    private static JunitCase Threshold(ThresholdResult threshold)
    {
        string name = threshold.Window is { } window ? $"{threshold.Expression} in {window}" : threshold.Expression;
        string seen = threshold.Observed is { } observed ? $"observed {Figures.Number(observed)} {threshold.Unit}".TrimEnd() : "not measured";
        string message = (threshold.Remark is { } remark ? $"{seen}; {remark}" : seen) + $" (asked for by {threshold.Source})";
        return new JunitCase("thresholds", name, threshold.Outcome switch
        {
            ThresholdOutcome.Pass => JunitOutcome.Passed,
            ThresholdOutcome.Fail => JunitOutcome.Failed,
            _ => JunitOutcome.Skipped,
        }, threshold.Outcome == ThresholdOutcome.Partial ? $"held in part: {message}" : message);
    }

    private static IEnumerable<JunitCase> Account(RunFile run)
    {
        IReadOnlyList<string> broken = run.Accounting.BrokenIdentities();
        foreach (string identity in Identities)
        {
            string? fault = broken.FirstOrDefault(sentence => sentence.StartsWith(identity + " =", StringComparison.Ordinal));

            // Before the drain the account of a run is open, which accuses nobody.
            bool open = run.Verdict.Ending is RunEnding.Running or RunEnding.Crashed;
            yield return new JunitCase("account", $"everything {identity} is accounted for", fault is null ? JunitOutcome.Passed : open ? JunitOutcome.Skipped : JunitOutcome.Failed, fault ?? "");
        }
    }
}
