using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Turns what stops a run before it starts into complaints with the right exit code.</summary>
internal static class LabComplaints
{
    public static IReadOnlyList<Complaint> Of(LabException failure, string target)
    {
        (ExitCode exit, string where, string advice) = failure.Failure switch
        {
            LabFailure.TargetUnreachable => (ExitCode.TargetUnreachable, target, "check the address, whether the server listens there and speaks the protocol, and --tls"),
            LabFailure.NotAuthorized => (ExitCode.Usage, target, "add --authorized if you may load this server"),
            LabFailure.Environment => (ExitCode.Environment, "this machine", "`millrace doctor` shows the limits and how to raise them"),
            LabFailure.Results => (ExitCode.ResultsUnwritable, "the results folder", "choose another folder with --out"),
            _ => (ExitCode.Usage, "the scenario", "`millrace run --help` and `millrace list` show what is possible"),
        };
        return [.. failure.Reasons.Select(reason => new Complaint(exit, reason.TrimEnd('.'), where, advice))];
    }

    public static Complaint Of(RunFileException unwritable) =>
        new(ExitCode.ResultsUnwritable, unwritable.Message.TrimEnd('.'), unwritable.Path, "choose another folder with --out");

    /// <summary>The folder cannot be made or written: permissions, a full disk, a file in the way.</summary>
    public static Complaint Unwritable(string folder, Exception cause) =>
        new(ExitCode.ResultsUnwritable, $"the results cannot be written: {cause.Message.TrimEnd('.')}", folder, "choose another folder with --out, or free space");
}
