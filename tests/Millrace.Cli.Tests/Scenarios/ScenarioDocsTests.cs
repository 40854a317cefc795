using Millrace.Cli.CommandLine;
using Millrace.Cli.Scenarios;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Scenarios;

public sealed class ScenarioDocsTests
{
    private const string Mark = "<!-- the table of keys: ScenarioDocsTests writes it -->\n";

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(RepositoryRoot.Combine("docs", "examples"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_can_be_planned(string name)
    {
        CommandRun run = CommandRun.Of(Composition.Real, "run", RepositoryRoot.Combine("docs", "examples", name), "--dry-run");

        Assert.True(run.Exit == 0, run.Error);
        Assert.Contains("Nothing was started.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_schema_is_that_of_the_reader() =>
        Snapshot.MatchFile(RepositoryRoot.Combine("docs", "schema", "scenario.schema.json"), CommandRun.Of(Composition.Real, "list", "--schema").Out);

    [Fact]
    public void The_guide_has_every_key()
    {
        string path = RepositoryRoot.Combine("docs", "guide", "scenarios.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        int end = page.IndexOf("\n\n", start, StringComparison.Ordinal);

        Snapshot.MatchFile(path, page[..start] + ScenarioReference.Markdown(new ScenarioKeys(new RunKnobs())) + page[(end + 1)..]);
    }
}
