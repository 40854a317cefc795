using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Millrace.Cli.Commands;

namespace Millrace.Cli.CommandLine;

/// <summary>The commands, written out, and the way from arguments to one of them.</summary>
internal static class CommandTree
{
    // Bundling (-abc) would read a mistyped long option as several short ones, and millrace has none.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false };

    public static IReadOnlyList<DocumentedCommand> Commands(Composition composition) =>
        [new RunCommand(composition), new SweepCommand(composition), new CapacityCommand(composition), .. composition.Own(), new ProxyCommand(), new ReportCommand(), new CompareCommand(), new HistoryCommand(), new ListCommand(composition), new DoctorCommand()];

    /// <summary>Runs the command line and returns the exit code. Never throws.</summary>
    public static int Run(IReadOnlyList<string> arguments, Composition composition, Terminal terminal) => Guarded(terminal, composition.Program, output => arguments switch
    {
        [] or ["--help" or "-h" or "-?" or "help"] => Print(HelpPage.OfRoot([.. Commands(composition).Where(command => !command.Hidden)], composition.Systems[0].Info.Name, composition.Program), output),
        ["--version"] => Print(Version + "\n", output),
        ["help", var name, ..] => Print(HelpPage.Of(Find(name, composition).Narrow([.. arguments.Skip(2)]).Command, composition.Program), output),
        [var name, ..] => Run(Find(name, composition), [.. arguments.Skip(1)], output, composition.Program),
    });

    /// <summary>Turns complaints and defects of some work into errors and exit codes.</summary>
    public static int Guarded(Terminal terminal, Func<Terminal, int> work) => Guarded(terminal, Composition.Millrace, work);

    private static int Guarded(Terminal terminal, string program, Func<Terminal, int> work)
    {
        try
        {
            return work(terminal);
        }
        catch (ComplaintException complaint)
        {
            return Complaint.WriteAll([.. complaint.Complaints.Select(each => each.In(program))], terminal.Error);
        }
#pragma warning disable CA1031 // The last line of defence: whatever is not a complaint is a defect, and says so with its trace.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            new Complaint(ExitCode.Internal, $"{program} has a defect: " + defect.Message, "the trace below", "report it with this text").WriteTo(terminal.Error);
            terminal.Error.WriteLine(defect);
            return (int)ExitCode.Internal;
        }
    }

    /// <summary>Parses and runs one command; what the command does not know becomes complaints.</summary>
    public static int Run(DocumentedCommand command, IReadOnlyList<string> arguments, Terminal terminal, string program = Composition.Millrace)
    {
        (command, arguments) = command.Narrow(arguments);
        if (arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h" or "-?"))
        {
            return Print(HelpPage.Of(command, program), terminal);
        }

        command.TreatUnmatchedTokensAsErrors = false;
        ParseResult parsed = CommandLineParser.Parse(command, arguments, Parsing);
        IReadOnlyList<Complaint> complaints = ParseComplaints.Of(command, parsed);
        return complaints.Count > 0 ? throw new ComplaintException(complaints) : command.Run(parsed, terminal);
    }

    internal static string Version =>
        typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static DocumentedCommand Find(string name, Composition composition)
    {
        IReadOnlyList<DocumentedCommand> commands = Commands(composition);
        return commands.FirstOrDefault(command => command.Name == name)
            ?? throw new ComplaintException(ParseComplaints.UnknownName("command", name, "the first argument", [.. commands.Where(command => !command.Hidden).Select(command => command.Name)], "millrace --help"));
    }

    private static int Print(string page, Terminal terminal)
    {
        terminal.Out.Write(page);
        return (int)ExitCode.Ok;
    }
}
