using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.CommandLine;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("root.txt")]
    [InlineData("run.txt", "run")]
    [InlineData("sweep.txt", "sweep")]
    [InlineData("capacity.txt", "capacity")]
    [InlineData("serve.txt", "serve")]
    [InlineData("serve-gateway.txt", "serve", "gateway")]
    [InlineData("serve-tracker.txt", "serve", "tracker")]
    [InlineData("report.txt", "report")]
    [InlineData("history.txt", "history")]
    [InlineData("list.txt", "list")]
    [InlineData("doctor.txt", "doctor")]
    public void Help_says_what_it_said(string expectation, params string[] command)
    {
        CommandRun run = CommandRun.Of([.. command, "--help"]);

        Assert.Equal(0, run.Exit);
        Assert.Empty(run.Error);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));
        Snapshot.Match(Path.Combine("help", expectation), run.Out);
    }

    [Fact]
    public void Help_wins_over_every_other_argument() => Assert.StartsWith("millrace run:", CommandRun.Of("run", "--nonsense", "-h").Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("unknown-command.txt", "rnu")]
    [InlineData("unknown-option.txt", "run", "gateway", "--clinets", "5")]
    [InlineData("unknown-option-first.txt", "run", "--durration", "5s", "gateway")]
    [InlineData("missing-system.txt", "run")]
    [InlineData("missing-value.txt", "run", "gateway", "--duration")]
    [InlineData("option-twice.txt", "run", "gateway", "--clients", "5", "--clients", "6")]
    [InlineData("serve-without-system.txt", "serve", "--port", "0")]
    [InlineData("serve-unknown-system.txt", "serve", "gatway", "--port", "0")]
    [InlineData("serve-tracker-unknown-option.txt", "serve", "tracker", "--max-swarm", "5")]
    [InlineData("serve-unknown-option.txt", "serve", "gateway", "--max-conections", "5")]
    [InlineData("stray-argument.txt", "run", "gateway", "results")]
    public void Bad_command_line_is_answered_with_what_where_and_what_to_do(string expectation, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);

        Assert.Equal(2, run.Exit);
        Assert.Empty(run.Out);
        Snapshot.Match(Path.Combine("errors", expectation), run.Error);
    }
}
