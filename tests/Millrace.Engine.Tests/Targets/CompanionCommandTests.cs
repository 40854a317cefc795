using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class CompanionCommandTests
{
    private static readonly Dictionary<string, Uri> _addresses = new()
    {
        ["ws"] = new Uri("ws://127.0.0.1:4001/ws/"),
        ["back-end"] = new Uri("tcp://[::1]:4002"),
    };

    [Fact]
    public void Placeholders_stand_for_the_address_that_it_needs_in_program_and_arguments()
    {
        TargetLaunch launch = CompanionCommand.Launch(
            new CompanionRecipe("backend", ["--to={host}:{port}", "{address}", "{other}", "plain"]) { Program = new TargetProgram("python3", "chat.py", "{port}"), NeedsAddress = "back-end" },
            _addresses, null);

        Assert.Equal("python3", launch.Program.File);
        Assert.Equal(["chat.py", "4002"], launch.Program.FirstArguments);
        Assert.Equal(["--to=::1:4002", "tcp://[::1]:4002", "{other}", "plain"], launch.Arguments);
    }

    [Fact]
    public void The_environment_has_every_address_and_what_the_recipe_adds()
    {
        TargetLaunch launch = CompanionCommand.Launch(
            new CompanionRecipe("backend", []) { Program = new TargetProgram("x"), Environment = new Dictionary<string, string> { ["FLAVOUR"] = "plain" } }, _addresses, null);

        Assert.Equal("127.0.0.1", launch.Variables["MILLRACE_WS_HOST"]);
        Assert.Equal("4001", launch.Variables["MILLRACE_WS_PORT"]);
        Assert.Equal("ws://127.0.0.1:4001/ws/", launch.Variables["MILLRACE_WS_ADDRESS"]);
        Assert.Equal("::1", launch.Variables["MILLRACE_BACK_END_HOST"]);
        Assert.Equal("plain", launch.Variables["FLAVOUR"]);
    }

    [Fact]
    public void An_address_that_the_target_does_not_have_is_refused_with_those_that_it_has()
    {
        var failure = Assert.Throws<TargetException>(() => CompanionCommand.Launch(
            new CompanionRecipe("backend", []) { Program = new TargetProgram("x"), NeedsAddress = "backend" }, _addresses, null));

        Assert.Contains("needs the target's address 'backend'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ws, back-end", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--target-address backend=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_without_an_address_is_refused()
    {
        var failure = Assert.Throws<TargetException>(() => CompanionCommand.Launch(
            new CompanionRecipe("worker", ["--port", "{port}"]) { Program = new TargetProgram("x") }, _addresses, null));

        Assert.Equal("the worker is given no address, so '{port}' cannot be filled in", failure.Message);
    }
}
