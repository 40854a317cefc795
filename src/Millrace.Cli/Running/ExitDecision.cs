using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>From what a run came to, to the code that the process ends with.</summary>
internal static class ExitDecision
{
    // Of several codes, the one that explains the others.
    private static readonly ExitCode[] Precedence =
    [
        ExitCode.Usage, ExitCode.ResultsUnwritable, ExitCode.Environment, ExitCode.TargetUnreachable, ExitCode.Internal,
        ExitCode.Interrupted, ExitCode.TargetDied, ExitCode.VerdictFailed, ExitCode.GeneratorLimited, ExitCode.Ok,
    ];

    /// <summary>The code of one run. A generator-limited run is only an error where somebody relies on its figures.</summary>
    public static ExitCode Of(RunFile run, bool strict) => run.Verdict switch
    {
        { Interrupted: true } or { Ending: RunEnding.Running } => ExitCode.Interrupted,
        { Ending: RunEnding.TargetDied } when NothingWasDriven(run) => ExitCode.TargetUnreachable,
        { Ending: RunEnding.TargetDied } => ExitCode.TargetDied,
        { Outcome: VerdictOutcome.Fail } => ExitCode.VerdictFailed,
        _ when run.Generator.Verdict == GeneratorVerdict.GeneratorLimited && strict => ExitCode.GeneratorLimited,
        _ => ExitCode.Ok,
    };

    /// <summary>True where no message was ever sent and no process of ours died: there was no target to speak of.</summary>
    public static bool NothingWasDriven(RunFile run) => run.Accounting.Sent == 0 && run.Target.Exit is null;

    /// <summary>The code of a suite: its runs' worst.</summary>
    public static ExitCode Worst(IEnumerable<ExitCode> codes) => codes.MinBy(code => Array.IndexOf(Precedence, code));
}
