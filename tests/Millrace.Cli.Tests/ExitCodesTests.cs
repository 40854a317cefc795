using System.Runtime.CompilerServices;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests;

public sealed class ExitCodesTests
{
    private const string Begin = "<!-- exit codes: written by ExitCodesTests from src/Millrace.Cli/ExitCodes.cs -->\n";
    private const string End = "<!-- end -->\n";

    [Fact]
    public void Every_code_has_one_entry() =>
        Assert.Equal(Enum.GetValues<ExitCode>().Order(), ExitCodes.All.Select(entry => entry.Code).Order());

    [Fact]
    public void The_guide_has_the_same_table()
    {
        string page = Path.Combine(GuideFolder(), "exit-codes.md");
        string text = File.ReadAllText(page).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);

        Assert.True(begin >= Begin.Length && end >= begin, $"{page} lost its marks");
        Snapshot.MatchFile(page, text[..begin] + ExitCodes.Markdown() + text[end..]);
    }

    internal static string GuideFolder([CallerFilePath] string testFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "../../docs/guide"));
}
