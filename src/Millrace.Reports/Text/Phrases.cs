using Millrace.Results;

namespace Millrace.Reports.Text;

/// <summary>The words for outcomes, the same in every format.</summary>
public static class Phrases
{
    /// <summary>PASS, PARTIAL, FAIL or NOT MEASURED.</summary>
    public static string Of(VerdictOutcome outcome) => outcome switch
    {
        VerdictOutcome.Pass => "PASS",
        VerdictOutcome.Partial => "PARTIAL",
        VerdictOutcome.Fail => "FAIL",
        _ => "NOT MEASURED",
    };

    /// <summary>PASS, PARTIAL, FAIL or NOT MEASURED.</summary>
    public static string Of(ThresholdOutcome outcome) => outcome switch
    {
        ThresholdOutcome.Pass => "PASS",
        ThresholdOutcome.Partial => "PARTIAL",
        ThresholdOutcome.Fail => "FAIL",
        _ => "NOT MEASURED",
    };

    /// <summary>valid, generator-limited or inconclusive.</summary>
    public static string Of(GeneratorVerdict verdict) => verdict switch
    {
        GeneratorVerdict.Valid => "valid",
        GeneratorVerdict.GeneratorLimited => "generator-limited",
        _ => "inconclusive",
    };

    /// <summary>What the generator's verdict means for the figures, as a sentence.</summary>
    public static string Meaning(GeneratorResult generator) => generator.Verdict switch
    {
        GeneratorVerdict.Valid => generator.SaturatedSide switch
        {
            SaturatedSide.Target => "The generator kept up and the target was the limit: the figures are the target's.",
            _ => "The generator kept up: the figures are the target's.",
        },
        GeneratorVerdict.GeneratorLimited => "The generator was the limit: throughput is a lower bound, written with >=, and latency includes the generator's own.",
        _ => "It cannot be told which side was the limit.",
    };

    /// <summary>How the run ended, as a sentence; null where it ran to its end.</summary>
    public static string? Ending(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        double seconds = run.Series.Count > 0 ? run.Series[^1].AtSeconds + run.Series[^1].SpanSeconds : run.Phases.Select(phase => phase.EndSeconds).DefaultIfEmpty(0).Max();
        string covered = Figures.Seconds(seconds);
        return run.Verdict.Ending switch
        {
            RunEnding.Completed => null,
            RunEnding.Running => $"INCOMPLETE: this run file was written while the run was going on, and nothing newer exists; it covers the first {covered}. Either the run still goes on or the lab was killed.",
            RunEnding.Interrupted => $"INTERRUPTED: the run was stopped early; the figures cover the {covered} that ran.",
            RunEnding.Aborted => $"ABORTED: a threshold that aborts was missed, and the run was ended early; the figures cover the {covered} that ran.",
            RunEnding.Crashed => $"INCOMPLETE: the lab was killed; the figures were rebuilt from what it had written, and cover the first {covered}.",
            RunEnding.TargetDied when run.Target.Exit is { } exit => $"TARGET DIED {Figures.Seconds(exit.AtSeconds)} into the run: {exit.How}{(exit.Code is { } code ? $" (exit code {code})" : "")}. The figures cover the {covered} that ran.",
            _ when run.Accounting.Sent == 0 => "NOT DRIVEN: no client could connect, so nothing was measured.",
            _ => $"TARGET DIED: it could not be driven further. The figures cover the {covered} that ran.",
        };
    }
}
