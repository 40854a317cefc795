using Millrace.CommandLine;
using Millrace.Engine;
using Xunit;

namespace Millrace.Cli.Tests;

public sealed class LabCommandLineTests
{
    [Fact]
    public void Systems_that_come_with_millrace_have_no_mistakes() => Assert.Empty(SystemCheck.Problems(Composition.Real.Systems));

    [Fact]
    public void Another_programs_command_line_lists_its_systems_and_serves_none_of_ours()
    {
        (int exit, string help, _) = Run([new FakeSystem()], "--help");
        (int served, _, string error) = Run([new FakeSystem()], "serve", "gateway");

        Assert.Equal((int)ExitCode.Ok, exit);
        Assert.Contains("  run  ", help, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  serve ", help, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Usage, served);
        Assert.Contains("there is no command \"serve\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Systems_with_mistakes_are_refused_before_anything_runs()
    {
        (int exit, _, string none) = Run([], "list");
        (_, _, string twice) = Run([new FakeSystem(), new FakeSystem()], "list");

        Assert.Equal((int)ExitCode.Usage, exit);
        Assert.Contains("there is no system to drive", none, StringComparison.Ordinal);
        Assert.Contains("two systems are called 'gateway'", twice, StringComparison.Ordinal);
    }

    private static (int Exit, string Out, string Error) Run(IReadOnlyList<ISystemUnderLoad> systems, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exit = LabCommandLine.Run(arguments, systems, new Terminal(output, error, IsInteractive: false, TimeProvider.System));
        return (exit, output.ToString(), error.ToString());
    }
}
