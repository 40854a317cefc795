using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests;

public sealed class OptionsGuideTests
{
    [Fact]
    public void The_guide_has_the_help_of_every_command()
    {
        var page = new System.Text.StringBuilder("# Every command and option\n\nThis page is what `millrace <command> --help` prints; OptionsGuideTests keeps it so.\n");
        foreach (string command in (string[])["run", "sweep", "capacity", "serve", "serve amqp", "serve gateway", "serve http", "serve live", "serve speech", "serve tracker", "proxy", "report", "history", "list", "doctor"])
        {
            page.Append(Words.Invariant, $"\n## {command}\n\n```\n{CommandRun.Of([.. command.Split(' '), "--help"]).Out.TrimEnd()}\n```\n");
        }

        Snapshot.MatchFile(Path.Combine(ExitCodesTests.GuideFolder(), "options.md"), page.ToString());
    }
}
