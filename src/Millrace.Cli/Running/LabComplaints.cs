using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Turns what stops a run before it starts into complaints with the right exit code.</summary>
internal static class LabComplaints
{
    // The parameter of a system whose value goes to the embedded target's command line.
    private const string ServeParameter = "serve";

    /// <summary>What a run's start failed for; the reasons hold the target's own last lines where it wrote any.</summary>
    public static IReadOnlyList<Complaint> Of(LabException failure, Scenario scenario)
    {
        string target = scenario.Target?.ToString() ?? "the embedded target";
        (ExitCode exit, string where, string advice) = failure.Failure switch
        {
            LabFailure.TargetUnreachable => (ExitCode.TargetUnreachable, target, UnreachedAdvice(scenario)),
            LabFailure.NotAuthorized => (ExitCode.Usage, target, "add --authorized if you may load this server"),
            LabFailure.Environment => (ExitCode.Environment, "this machine", "`millrace doctor` shows the limits and how to raise them"),
            LabFailure.Results => (ExitCode.ResultsUnwritable, "the results folder", "choose another folder with --out"),
            _ => (ExitCode.Usage, "the scenario", "`millrace run --help` and `millrace list` show what is possible"),
        };
        return [.. failure.Reasons.Select(reason => new Complaint(exit, reason.TrimEnd('.'), where, advice))];
    }

    /// <summary>What to do about a target that could not be reached: an embedded one has no address that anybody typed.</summary>
    public static string UnreachedAdvice(Scenario scenario) => scenario switch
    {
        { Target: not null } => "check the address, whether the server listens there and speaks the protocol, and --tls",
        _ when scenario.Parameters.TryGetValue(ServeParameter, out string? given) && given.Length > 0 => $"correct --set {ServeParameter}=\"{given}\", whose words go to the target's own command line",
        _ => "read its last words above, where it left any; --target drives a server that you start yourself",
    };

    public static Complaint Of(RunFileException unwritable) =>
        new(ExitCode.ResultsUnwritable, unwritable.Message.TrimEnd('.'), unwritable.Path, "choose another folder with --out");

    /// <summary>The folder cannot be made or written: permissions, a full disk, a file in the way.</summary>
    public static Complaint Unwritable(string folder, Exception cause) =>
        new(ExitCode.ResultsUnwritable, $"the results cannot be written: {cause.Message.TrimEnd('.')}", folder, "choose another folder with --out, or free space");
}
