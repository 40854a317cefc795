using Xunit;

namespace Millrace.Repository.Tests;

public sealed class SourceRulesTests
{
    private static readonly string[] SourceEndings = [".cs", ".c", ".h", ".js", ".mjs", ".ts", ".go", ".py", ".css", ".targets", ".props", "/millrace", "/test"];

    private static readonly string[] TextEndings =
        [.. SourceEndings, ".csproj", ".slnx", ".md", ".json", ".yml", ".yaml", ".txt", ".html", ".svg", ".sh", ".apt", "/run", "millrace", "test"];

    [Fact]
    public async Task No_source_file_is_too_long()
    {
        IReadOnlyList<(string Path, string Text)> files = await RepositoryFiles.ReadAsync(SourceEndings);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => SourceRules.TooLong(file.Path, file.Text)));
    }

    [Fact]
    public async Task No_committed_text_names_a_folder_of_one_machine()
    {
        IReadOnlyList<(string Path, string Text)> files = await RepositoryFiles.ReadAsync(TextEndings);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => SourceRules.MachinePaths(file.Path, file.Text)));
    }

    [Fact]
    public async Task Every_log_message_has_an_event_id_of_its_own()
    {
        IReadOnlyList<(string Path, string Text)> files = await RepositoryFiles.ReadAsync(".cs");
        Assert.Empty(SourceRules.LogEventIds(files.Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_file_of_401_lines_is_too_long_and_one_of_400_is_not()
    {
        Assert.Empty(SourceRules.TooLong("a.cs", string.Concat(Enumerable.Repeat("x\n", 400))));
        Assert.Equal(
            "a.cs has 401 lines, 400 are the most: split it along its jobs.",
            Assert.Single(SourceRules.TooLong("a.cs", string.Concat(Enumerable.Repeat("x\n", 401)))));
    }

    [Theory]
    [InlineData("see /w" + "ork/main for it", true)]
    [InlineData("\"/ro" + "ot/.nuget\"", true)]
    [InlineData("""C:\Us""" + """ers\me\x""", true)]
    [InlineData("https://example.org/w" + "ork/", false)]
    [InlineData("a file under ./w" + "ork/", false)]
    public void A_machine_path_is_told_from_a_link(string line, bool found) =>
        Assert.Equal(found, SourceRules.MachinePaths("a.md", "first\n" + line).Any(fault => fault.StartsWith("a.md:2 ", StringComparison.Ordinal)));

    [Fact]
    public void An_event_id_used_twice_and_one_left_out_are_found()
    {
        string attribute = "[Logger" + "Message"; // in two parts, or this text would be found by the test above it
        (string, string)[] sources =
        [
            ("a.cs", attribute + "(EventId = 7, Level = LogLevel.Error, Message = \"a [bracket] (here)\")]\n"),
            ("b.cs", "\n" + attribute + "(Level = LogLevel.Error,\n  Message = \"]\", EventId = 7)]\n" + attribute + "(8, LogLevel.Error, \"x\")]\n"),
            ("c.cs", attribute + "(Level = LogLevel.Error, Message = \"x\")]\n" + attribute + "(8, LogLevel.Error, \"x\")]\n"),
        ];

        Assert.Equal(
            [
                "b.cs:2 uses EventId 7, which a.cs:1 has: take a free one.",
                "c.cs:1 has a log message without a literal EventId: give it the next free number of its system.",
                "c.cs:2 uses EventId 8, which b.cs:4 has: take a free one.",
            ],
            SourceRules.LogEventIds(sources));
    }
}
