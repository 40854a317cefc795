using Millrace.CommandLine;
using Millrace.Engine;
using Millrace.Testing;
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

    [Theory]
    [InlineData("run")]
    [InlineData("sweep")]
    [InlineData("capacity")]
    [InlineData("history")]
    [InlineData("report")]
    [InlineData("compare")]
    [InlineData("list")]
    [InlineData("proxy")]
    [InlineData("doctor")]
    public void Another_programs_help_is_about_its_own_name_and_systems(string command)
    {
        var system = new FakeSystem { Info = new FakeSystem().Info with { Name = "lines" } };
        (int exit, string help, _) = Run([system], command, "--help");
        (_, _, string missing) = Run([system], command, "--no-such-option");

        Assert.Equal((int)ExitCode.Ok, exit);
        Assert.DoesNotContain("gateway", help + missing, StringComparison.Ordinal);
        Assert.DoesNotContain("millrace ", help + missing, StringComparison.Ordinal);
        Assert.Contains($"usage: {TypedProgram.OfThisProcess()} {command}", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_errors_name_its_own_commands()
    {
        var system = new FakeSystem { Info = new FakeSystem().Info with { Name = "lines" } };
        (_, string root, _) = Run([system], "--help");
        (int exit, _, string error) = Run([system], "run", "lins");
        (_, _, string missing) = Run([system], "sweep");

        Assert.Equal((int)ExitCode.Usage, exit);
        Assert.Contains($"`{TypedProgram.OfThisProcess()} list` shows them all", error, StringComparison.Ordinal);
        Assert.Contains($"`{TypedProgram.OfThisProcess()} sweep lines ", missing, StringComparison.Ordinal);
        Assert.DoesNotContain("millrace ", root + error + missing, StringComparison.Ordinal);
    }

    [Fact]
    public void An_installed_tool_is_typed_by_its_name()
    {
        using var folder = new TempFolder();
        string plain = Directory.CreateDirectory(folder.Combine("plain")).FullName;
        string tool = Directory.CreateDirectory(folder.Combine("tool")).FullName;
        File.WriteAllText(Path.Combine(tool, TypedProgram.ToolMark), "");

        Assert.Equal("./lines", TypedProgram.Of("/somewhere/lines", "/somewhere/lines.dll", plain));
        Assert.Equal("dotnet lines.dll", TypedProgram.Of("/usr/bin/dotnet", "/somewhere/lines.dll", plain));
        Assert.Equal("millrace", TypedProgram.Of("/home/me/.dotnet/tools/millrace", "/store/millrace.dll", tool));
        Assert.Equal("dotnet millrace", TypedProgram.Of("/usr/bin/dotnet", "/store/millrace.dll", tool));
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
