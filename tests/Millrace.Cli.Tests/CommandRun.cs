using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Tests;

/// <summary>One command line run in this process, with what it wrote.</summary>
internal sealed record CommandRun(int Exit, string Out, string Error)
{
    public static CommandRun Of(params string[] arguments) => Of(FakeLab.Composition(), arguments);

    public static CommandRun Of(Composition composition, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exit = CommandTree.Run(arguments, composition, new Terminal(output, error, IsInteractive: false, TimeProvider.System));
        return new CommandRun(exit, output.ToString(), error.ToString());
    }
}
