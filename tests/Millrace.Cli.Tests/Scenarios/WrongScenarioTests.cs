using System.Runtime.CompilerServices;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Scenarios;

public sealed class WrongScenarioTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder(), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_wrong_file_is_answered_with_everything_that_is_wrong_with_it(string name)
    {
        CommandRun run = CommandRun.Of(Composition.Real, "run", Path.Combine(Folder(), name));

        Assert.Equal(2, run.Exit);
        Assert.Empty(run.Out);
        Snapshot.Match(name.Replace(".yaml", ".txt", StringComparison.Ordinal), run.Error.Replace(Folder() + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    private static string Folder([CallerFilePath] string testFile = "") => Path.Combine(Path.GetDirectoryName(testFile)!, "Wrong");
}
