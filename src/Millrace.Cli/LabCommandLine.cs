using System.Globalization;
using Millrace.Cli;
using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Engine.Running;

namespace Millrace.CommandLine;

/// <summary>
/// The lab's whole command line for systems of your own: <c>run</c>, <c>report</c>, <c>list</c>, <c>proxy</c> and the rest of what <c>millrace</c> has, except
/// for the servers that come with it.
/// </summary>
/// <remarks>
/// The lab starts the program that calls this again, for embedded targets (<see cref="ISystemUnderLoad.Embedded"/>) and for the fault proxy, so <c>Main</c> hands on
/// every command line that is not its own:
/// <code>
/// return args is ["serve", ..] ? LineServer.Serve(args) : LabCommandLine.Run(args, new LineSystem());
/// </code>
/// </remarks>
public static class LabCommandLine
{
    /// <summary>Runs a command line and returns the program's exit code; what is wrong is said on standard error. Never throws. Ctrl-C ends a run early.</summary>
    /// <param name="arguments">What stands behind the program's name.</param>
    /// <param name="systems">The systems that can be driven, one at least, in the order of <c>list</c>.</param>
    public static int Run(IReadOnlyList<string> arguments, params IReadOnlyList<ISystemUnderLoad> systems)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(systems);

        // Figures and option values are written one way everywhere, whatever the machine's language.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        return Run(arguments, systems, Terminal.OfProcess());
    }

    internal static int Run(IReadOnlyList<string> arguments, IReadOnlyList<ISystemUnderLoad> systems, Terminal terminal)
    {
        Complaint[] complaints = [.. SystemCheck.Problems(systems).Select(problem => Complaint.Usage(problem, "the systems handed to LabCommandLine.Run", "mend the system's code"))];
        return complaints.Length > 0
            ? Complaint.WriteAll(complaints, terminal.Error)
            : CommandTree.Run(arguments, new Composition { Systems = systems, Lab = Lab.RunAsync, Program = TypedProgram.OfThisProcess(), Typed = TypedProgram.OfThisProcess() }, terminal);
    }
}
