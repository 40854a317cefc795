using System.Text;

namespace Millrace.Cli;

/// <summary>One exit code with its meaning and the next step; docs/guide/exit-codes.md is this table.</summary>
internal sealed record ExitCodeEntry(ExitCode Code, string Means, string Next);

/// <summary>Every exit code of millrace, in one place. A number that has been released never changes its meaning.</summary>
internal static class ExitCodes
{
    public static IReadOnlyList<ExitCodeEntry> All { get; } =
    [
        new(ExitCode.Ok, "The command did what it was asked to; every threshold of a run held.", "Nothing."),
        new(ExitCode.VerdictFailed, "The run ended and its verdict is fail: a threshold or an invariant did not hold.",
            "Read the thresholds, invariants and findings of the report."),
        new(ExitCode.Usage, "The command line is wrong: an unknown name, a value out of range, options that exclude each other.",
            "Standard error names the option and the nearest valid value."),
        new(ExitCode.TargetUnreachable, "The target refused, reset or ignored the connection, or does not speak the protocol.",
            "Check the address, whether the target listens, and --tls."),
        new(ExitCode.GeneratorLimited, "The generator, not the target, was the bottleneck, and --strict or --threshold was given.",
            "Lower the load, give the generator more cores (--generator-cpus, --shards) or a machine of its own."),
        new(ExitCode.TargetDied, "The target's process ended, or every connection to it was lost for good, before the run was over.",
            "The report says when, and what was lost; look into the target's log."),
        new(ExitCode.Environment, "This machine cannot carry the run: descriptors, ports or memory.",
            "`millrace doctor` names the limit and the command that raises it."),
        new(ExitCode.ResultsUnwritable, "The results folder cannot be written.", "Choose another folder with --out, or free space."),
        new(ExitCode.Internal, "A defect in millrace itself.", "Report it with the trace on standard error."),
        new(ExitCode.Interrupted, "Ctrl-C or SIGTERM ended the run early; if its load had begun, the report of what ran was written.",
            "The report says that it is incomplete; standard error says where there is none."),
    ];

    /// <summary>The table of docs/guide/exit-codes.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| code | meaning | what to do |\n|---:|---|---|\n");
        foreach (ExitCodeEntry entry in All)
        {
            text.Append(Words.Invariant, $"| {(int)entry.Code} | {entry.Means} | {entry.Next} |\n");
        }

        return text.ToString();
    }
}
